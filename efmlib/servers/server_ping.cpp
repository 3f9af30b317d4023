#include "server_ping.hpp"

#include <cerrno>
#include <cstddef>
#include <string_view>

#include "pcp/error.hpp"
#include "pcp/socket.hpp"

namespace efm {
namespace {

// PostgreSQL documentation, "Message Formats": StartupMessage, ErrorResponse.
constexpr char protocol_3_0[] = {0, 3, 0, 0};
constexpr std::string_view cannot_connect_now = "57P03";
constexpr std::size_t longest_reply = 64 * 1024;

std::string startup_message(const std::string& user, const std::string& database)
{
    std::string body(protocol_3_0, sizeof protocol_3_0);
    const auto add = [&](std::string_view text) {
        body.append(text).push_back('\0');
    };
    for (const std::string_view text :
         {std::string_view("user"), std::string_view(user), std::string_view("database"), std::string_view(database),
          std::string_view("application_name"), std::string_view("efm-pgpool")}) {
        add(text);
    }
    body.push_back('\0');
    const auto length = static_cast<std::uint32_t>(body.size() + 4);
    std::string message;
    for (int shift = 24; shift >= 0; shift -= 8) message.push_back(static_cast<char>(length >> shift & 0xFF));
    return message + body;
}

// One field of an ErrorResponse: a code byte, a text, a NUL. Empty until it has arrived.
std::string_view field(std::string_view reply, char code)
{
    for (std::size_t at = 5; at < reply.size() && reply[at] != '\0';) {
        const std::size_t end = reply.find('\0', at);
        if (end == std::string_view::npos) break;
        if (reply[at] == code) return reply.substr(at + 1, end - at - 1);
        at = end + 1;
    }
    return {};
}

bool is_whole(std::string_view reply)
{
    if (reply.size() < 5) return false;
    std::size_t length = 0;
    for (std::size_t i = 1; i < 5; ++i) length = length << 8 | static_cast<unsigned char>(reply[i]);
    return reply.size() > length;
}

std::string read_reply(pcp::Socket& socket, const pcp::Patience& patience)
{
    std::string reply;
    while (!is_whole(reply) && reply.size() < longest_reply) {
        const std::string bytes = socket.receive(patience);
        if (bytes.empty()) break;
        reply += bytes;
        if (reply.front() != 'E') break;  // a question about the login: it takes connections
    }
    return reply;
}

pcp::Socket connect(const std::string& host, std::uint16_t port, const pcp::Patience& patience)
{
    if (!host.starts_with('/')) return pcp::Socket::connect_tcp(host, port, patience);
    return pcp::Socket::connect_unix(host + "/.s.PGSQL." + std::to_string(port), patience);
}

ServerFacts read_facts(const std::string& reply)
{
    if (reply.empty()) return {.contact = Contact::unknown, .failure = "it closed the connection"};
    if (reply.front() == 'R' || reply.front() == 'v') return {.contact = Contact::answers};
    if (reply.front() != 'E')
        return {.contact = Contact::unknown, .failure = "it does not speak PostgreSQL's protocol"};
    if (field(reply, 'C') != cannot_connect_now) return {.contact = Contact::answers};
    return {.contact = Contact::not_ready, .failure = std::string(field(reply, 'M'))};
}

Contact contact_of(const pcp::Error& error)
{
    if (error.kind() == pcp::Error::Kind::timeout) return Contact::silent;
    return error.system_code() == ECONNREFUSED ? Contact::refused : Contact::unknown;
}

}  // namespace

ServerFacts ping(const std::string& host, std::uint16_t port, const std::string& user, const std::string& database,
                 const pcp::Patience& patience)
{
    try {
        pcp::Socket socket = connect(host, port, patience);
        socket.send(startup_message(user, database), patience);
        return read_facts(read_reply(socket, patience));
    } catch (const pcp::Error& error) {
        if (error.kind() == pcp::Error::Kind::cancelled) throw;
        return {.contact = contact_of(error), .failure = error.what()};
    }
}

std::string_view to_string(Contact contact)
{
    switch (contact) {
        case Contact::answers:
            return "answers";
        case Contact::not_ready:
            return "not ready";
        case Contact::refused:
            return "refused";
        case Contact::silent:
            return "silent";
        case Contact::unknown:
            return "unknown";
    }
    return "?";
}

}  // namespace efm
