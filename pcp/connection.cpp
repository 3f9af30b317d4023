#include "connection.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "login.hpp"
#include "pcp/passfile.hpp"

namespace pcp {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds restart_window{3'000};  // Pgpool's PCP process is back long before
constexpr std::size_t max_reply = 2 * Decoder::max_length;
constexpr std::size_t max_notices = 256;
constexpr std::size_t salt_length = 4;

// A server closes a connection whose user name is longer, and does not say why.
Options checked(Options options)
{
    if (options.user.size() > max_user_length) {
        throw Error(Error::Kind::authentication,
                    "PCP user is longer than the " + std::to_string(max_user_length) + " bytes that Pgpool takes");
    }
    return options;
}

std::string first_field(const std::string& body)
{
    return body.substr(0, body.find('\0'));
}

Socket dial(const Options& options)
{
    try {
        if (options.host.starts_with('/')) return Socket::connect_unix(endpoint(options), options.patience);
        return Socket::connect_tcp(options.host, options.port, options.patience);
    } catch (const Error& error) {
        throw Error(error.kind(), "cannot reach PCP at " + endpoint(options) + ": " + error.what());
    }
}

}  // namespace

Client::Connection::Connection(Options options) : options_(checked(std::move(options))), socket_(dial(options_))
{
    const Deadline window = options_.patience.deadline.capped(restart_window);
    milliseconds wait{10};
    for (;;) {
        try {
            log_in();
            return;
        } catch (const Error& error) {
            say_goodbye();
            if (error.kind() != Error::Kind::unreachable || window.expired()) throw;
        }
        pause(options_.patience, wait);
        wait = std::min(wait * 2, milliseconds{200});
        reconnect();
    }
}

Client::Connection::~Connection()
{
    say_goodbye();
}

void Client::Connection::say_goodbye() noexcept
{
    socket_.try_send(std::string_view("X\0\0\0\4", 5));
}

void Client::Connection::reconnect()
{
    socket_ = dial(options_);
    decoder_ = {};
}

void Client::Connection::log_in()
{
    constexpr const char* what = "login";
    send({{'M', ""}});
    const std::string salt = expect('m', what).body;
    if (salt.size() != salt_length) {
        throw Error(Error::Kind::protocol, "login at " + endpoint(options_) + ": salt of " +
                                               std::to_string(salt.size()) + " bytes instead of 4");
    }
    send({{'R', join({options_.user, challenge_response(options_.user, options_.password, salt)})}});
    if (first_field(expect('r', what).body) != "AuthenticationOK") {
        throw Error(Error::Kind::protocol, "login at " + endpoint(options_) + ": neither accepted nor rejected");
    }
    logged_in_ = true;
}

void Client::Connection::send(const std::vector<Message>& requests)
{
    std::string bytes;
    for (const Message& request : requests) bytes += encode(request);
    received_ = 0;
    try {
        next_slice(options_.patience, "sending the request");
    } catch (const Error& error) {
        throw Error(error.kind(), "PCP at " + endpoint(options_) + " was sent nothing: " + error.what());
    }
    try {
        socket_.send(bytes, options_.patience);
    } catch (const Error& error) {
        fail(error, "a request");
    }
}

Message Client::Connection::receive(const char* what)
{
    try {
        for (;;) {
            while (std::optional<Message> message = decoder_.next()) {
                if (message->type != 'N') return std::move(*message);
                note(*message);
            }
            take_in(socket_.receive(options_.patience));
        }
    } catch (const Error& error) {
        fail(error, what);
    }
}

void Client::Connection::take_in(const std::string& bytes)
{
    if (bytes.empty()) throw Error(Error::Kind::unreachable, "connection closed by the server");
    received_ += bytes.size();
    if (received_ > max_reply) throw Error(Error::Kind::protocol, "endless reply");
    decoder_.feed(bytes);
}

Message Client::Connection::expect(char type, const char* what)
{
    Message message = receive(what);
    check(message, type, what);
    return message;
}

void Client::Connection::check(const Message& message, char type, const char* what) const
{
    if (message.type == 'E') refuse(message, what);
    if (message.type != type) disbelieve(what, "a message of another type");
}

void Client::Connection::expect_success(char type, const char* what)
{
    if (first_field(expect(type, what).body) != "CommandComplete") disbelieve(what, "neither success nor an error");
}

void Client::Connection::disbelieve(const char* what, const char* reply) const
{
    throw Error(Error::Kind::protocol, "PCP at " + endpoint(options_) + " answered " + what + " with " + reply,
                logged_in_ ? Error::Delivery::unknown : Error::Delivery::not_sent);
}

std::vector<std::string> Client::Connection::records(Message first, const char* what)
{
    std::vector<std::string> bodies;
    Message message = std::move(first);
    const char type = message.type;
    while (part_of(message.body) != Part::complete) {
        if (part_of(message.body) == Part::record) bodies.push_back(std::move(message.body));
        message = expect(type, what);
    }
    return bodies;
}

void Client::Connection::refuse(const Message& error_message, const char* what) const
{
    const std::string words = parse_server_text(error_message.body).sentence();
    if (logged_in_) {
        throw Error(Error::Kind::refused, "PCP at " + endpoint(options_) + " refused " + what + ": " + words,
                    Error::Delivery::rejected);
    }
    throw Error(Error::Kind::authentication,
                "PCP at " + endpoint(options_) + " rejected the login of user \"" + options_.user + "\": " + words);
}

std::vector<std::string> Client::Connection::take_notices()
{
    return std::exchange(notices_, {});
}

void Client::Connection::note(const Message& message)
{
    const std::string sentence = parse_server_text(message.body).sentence();
    options_.on_notice(sentence);
    if (notices_.size() < max_notices) notices_.push_back(sentence);
}

void Client::Connection::fail(const Error& error, const char* what) const
{
    const std::string where = "PCP at " + endpoint(options_);
    if (!logged_in_) throw Error(error.kind(), "no login to " + where + ": " + error.what());
    throw Error(error.kind(), where + " did not answer " + what + ": " + error.what(), Error::Delivery::unknown);
}

}  // namespace pcp
