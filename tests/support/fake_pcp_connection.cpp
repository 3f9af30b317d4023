#include "fake_pcp_connection.hpp"

#include <md5.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <random>
#include <utility>

namespace support {
namespace {

using std::chrono::milliseconds;

std::string md5_hex(const std::string& bytes)
{
    std::array<char, MD5_DIGEST_STRING_LENGTH> hex{};
    MD5Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), hex.data());
    return hex.data();
}

std::string random_salt()
{
    std::random_device source;
    std::string salt;
    for (int i = 0; i < 4; ++i) salt += static_cast<char>(source() & 0xffU);
    return salt;
}

std::string wire_of(const std::vector<Packet>& packets)
{
    std::string bytes;
    for (const Packet& packet : packets) bytes += to_wire(packet);
    return bytes;
}

std::uint32_t length_field(std::string_view wire)
{
    std::uint32_t length = 0;
    for (std::size_t i = 1; i < 5; ++i) length = length << 8U | static_cast<unsigned char>(wire[i]);
    return length;
}

void set_length_field(std::string& wire, std::uint32_t length)
{
    for (std::size_t i = 4; i >= 1; --i, length >>= 8U) wire[i] = static_cast<char>(length & 0xffU);
}

}  // namespace

FakePcpConnection::~FakePcpConnection()
{
    ::close(fd_);
}

void FakePcpConnection::serve()
{
    if (const auto fault = state_.take_fault(FakePcpServer::at_accept)) deliver({}, *fault);
    while (!over_) {
        const std::optional<Packet> request = read_packet();
        if (!request) return;
        {
            const std::lock_guard lock{state_.mutex};
            state_.requests.push_back({number_, request->type, request->body});
        }
        if (request->type == 'X') return;
        if (!silent_) handle(*request);
    }
}

// Waits for the peer or for the server's end. False when it is time to stop.
bool FakePcpConnection::wait(short events, milliseconds limit)
{
    std::array<pollfd, 2> watched{{{fd_, events, 0}, {state_.stop, POLLIN, 0}}};
    while (::poll(watched.data(), watched.size(), static_cast<int>(limit.count())) < 0 && errno == EINTR) continue;
    return watched[1].revents == 0;
}

bool FakePcpConnection::receive_more()
{
    if (!wait(POLLIN)) return false;
    std::array<char, 4096> chunk{};
    const ssize_t got = ::recv(fd_, chunk.data(), chunk.size(), 0);
    if (got <= 0) return false;
    pending_.append(chunk.data(), static_cast<std::size_t>(got));
    return true;
}

// Pgpool takes requests of 1 to 259 bytes; a length of less than 4 makes its stream unusable.
std::optional<Packet> FakePcpConnection::read_packet()
{
    while (pending_.size() < 5) {
        if (!receive_more()) return std::nullopt;
    }
    const std::uint32_t length = length_field(pending_);
    if (length < 4 || length >= 260) {
        send(wire_of(refuse("invalid PCP packet", "incorrect packet length (" + std::to_string(length) + ")")));
        return std::nullopt;
    }
    while (pending_.size() < length + 1) {
        if (!receive_more()) return std::nullopt;
    }
    Packet packet{pending_.front(), pending_.substr(5, length - 4)};
    pending_.erase(0, length + 1);
    return packet;
}

void FakePcpConnection::handle(const Packet& request)
{
    const std::optional<Fault> fault = state_.take_fault(request.type);
    std::vector<Packet> packets = reply_to(request, fault);
    if (fault) {
        deliver(std::move(packets), *fault);
    } else {
        send(wire_of(packets));
        over_ = session_.closed;
    }
}

std::vector<Packet> FakePcpConnection::reply_to(const Packet& request, const std::optional<Fault>& fault)
{
    if (request.type == 'M') {
        salt_ = random_salt();
        return {{'m', salt_}};
    }
    if (request.type == 'R') return check_login(request.body);
    if (!logged_in_) return refuse("authentication failed for new PCP connection", "connection not authorized");
    return ask_pool(request, fault);
}

std::vector<Packet> FakePcpConnection::ask_pool(const Packet& request, const std::optional<Fault>& fault)
{
    std::unique_lock lock{state_.mutex};
    if (!state_.recorded.empty()) return recorded_reply(request);
    state_.settle();
    if (!fault || fault->carries_out) {
        std::vector<Packet> packets = answer(state_.pool, session_, request);
        const FakePool changed = state_.pool;
        const auto tell = state_.on_change;
        lock.unlock();
        if (tell && is_mutating(request.type)) tell(changed);
        return packets;
    }
    FakePool untouched = state_.pool;
    Session forgotten = session_;
    if (fault->kind == Fault::Kind::postpone) {
        state_.postponed.push_back({std::chrono::steady_clock::now() + fault->time, request});
    }
    std::vector<Packet> packets = answer(untouched, forgotten, request);
    session_.closed = forgotten.closed;
    return packets;
}

// With the lock.
std::vector<Packet> FakePcpConnection::recorded_reply(const Packet& request)
{
    const auto found = std::ranges::find(state_.recorded, request, &Recorded::request);
    if (found == state_.recorded.end()) return {server_text('E', "ERROR", "not recorded")};
    const auto ends_it = [](const Packet& packet) {
        return packet.type == 'E' && packet.body.starts_with("SFATAL");
    };
    session_.closed = std::ranges::any_of(found->replies, ends_it);
    return found->replies;
}

std::vector<Packet> FakePcpConnection::check_login(const std::string& body)
{
    const std::string user = body.substr(0, body.find('\0'));
    if (salt_.empty()) return refuse("authentication failed");
    if (user.size() > 127)
        return refuse("failed to authenticate PCP user", "error while reading authentication packet");
    const std::string stored = md5_hex(md5_hex(state_.settings.password) + user);
    const std::string expected = user + '\0' + md5_hex(stored + salt_) + '\0';
    salt_.clear();
    if (!state_.settings.any_login && (user != state_.settings.user || body != expected)) {
        return refuse("authentication failed for user \"" + user + "\"", "username and/or password does not match");
    }
    logged_in_ = true;
    return {{'r', std::string("AuthenticationOK\0", 17)}};
}

std::vector<Packet> FakePcpConnection::refuse(const std::string& message, const std::string& detail)
{
    session_.closed = true;
    return {server_text('E', "FATAL", message, detail)};
}

void FakePcpConnection::deliver(std::vector<Packet> packets, const Fault& fault)
{
    over_ = session_.closed;
    switch (fault.kind) {
        case Fault::Kind::half_close:
            ::shutdown(fd_, SHUT_WR);
            [[fallthrough]];
        case Fault::Kind::silence:
            silent_ = true;
            over_ = false;
            break;
        case Fault::Kind::garbage:
            send("HTTP/1.1 400 Bad Request\r\nConnection: keep-alive\r\n\r\n");
            silent_ = true;
            break;
        case Fault::Kind::reset:
            reset();
            [[fallthrough]];
        case Fault::Kind::close:
            over_ = true;
            break;
        case Fault::Kind::reject:
            send(to_wire(server_text('E', fault.severity, fault.message, fault.detail)));
            over_ = fault.severity == "FATAL";
            break;
        case Fault::Kind::notices:
            send_notices(fault.number);
            send(wire_of(packets));
            break;
        default:
            deliver_altered(std::move(packets), fault);
            break;
    }
}

// The faults that need an answer to spoil; at accept there is none. Notices in front of it go out as they are.
void FakePcpConnection::deliver_altered(std::vector<Packet> packets, const Fault& fault)
{
    const auto first = std::ranges::find_if(packets, [](const Packet& packet) { return packet.type != 'N'; });
    if (first == packets.end()) return;
    if (fault.kind == Fault::Kind::wrong_type) first->type = '?';
    const std::string notices = wire_of({packets.begin(), first});
    std::string wire = wire_of({first, packets.end()});
    if (fault.kind == Fault::Kind::twice) wire += wire;
    if (fault.kind == Fault::Kind::length) set_length_field(wire, static_cast<std::uint32_t>(fault.number));
    if (fault.kind == Fault::Kind::off_by) {
        set_length_field(wire, static_cast<std::uint32_t>(length_field(wire) + fault.number));
    }
    if (fault.kind == Fault::Kind::cut) {
        wire.resize(std::min(wire.size(), static_cast<std::size_t>(fault.number)));
        over_ = true;
    }
    send(notices);
    if (fault.kind == Fault::Kind::oversized) return send_much(first->type, fault.number);
    fault.kind == Fault::Kind::slow ? send_slowly(wire, fault.time) : send(wire);
}

void FakePcpConnection::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        const bool full = sent < 0 && errno == EAGAIN;
        if ((sent < 0 && !full) || (full && !wait(POLLOUT))) {
            over_ = true;
            return;
        }
    }
}

void FakePcpConnection::send_slowly(std::string_view bytes, milliseconds each)
{
    for (std::size_t i = 0; i < bytes.size() && !over_; ++i) {
        send(bytes.substr(i, 1));
        if (!wait(POLLRDHUP, each)) over_ = true;
    }
}

void FakePcpConnection::send_notices(std::int64_t count)
{
    const std::string notice = to_wire(server_text('N', "LOG", "one of many"));
    for (std::int64_t i = 0; i != count && !over_; ++i) send(notice);
}

void FakePcpConnection::send_much(char type, std::int64_t size)
{
    std::string header = to_wire({type, ""});
    set_length_field(header, static_cast<std::uint32_t>(size + 4));
    send(header);
    const std::string chunk(65'536, 'x');
    for (std::int64_t left = size; left > 0 && !over_; left -= static_cast<std::int64_t>(chunk.size())) {
        send(std::string_view(chunk).substr(0, static_cast<std::size_t>(left)));
    }
}

void FakePcpConnection::reset()
{
    const linger at_once{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace support
