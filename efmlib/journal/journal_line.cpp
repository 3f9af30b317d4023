#include "journal_line.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "journal_wire.hpp"

namespace efm {
namespace {

constexpr std::size_t longest_message = 256UL << 20U;
constexpr std::size_t most_unsent = 1UL << 20U;

}  // namespace

std::string to_bytes(const KeeperAnswer& answer)
{
    const std::optional<std::string> words =
        answer.failure ? std::optional<std::string>(answer.failure->what()) : std::nullopt;
    const auto kind = answer.failure ? answer.failure->kind() : Error::Kind::system;
    return packed(words, kind, answer.remark, answer.content);
}

KeeperAnswer parse_answer(std::string_view bytes)
{
    Unpacker unpacker(bytes);
    const auto words = unpacker.get<std::optional<std::string>>();
    const auto kind = unpacker.get<Error::Kind>();
    KeeperAnswer answer;
    if (words) answer.failure = Error(kind, *words);
    answer.remark = unpacker.get<std::string>();
    answer.content = unpacker.get<std::string>();
    return answer;
}

std::string framed(std::string_view message)
{
    return packed(std::string(message));
}

std::optional<std::string> take_message(std::string& received)
{
    std::size_t size = 0;
    if (received.size() < sizeof size) return std::nullopt;
    std::memcpy(&size, received.data(), sizeof size);
    if (size > longest_message) throw Error(Error::Kind::bad_data, "a message of the journal's keeper is too long");
    if (received.size() - sizeof size < size) return std::nullopt;
    std::string message = received.substr(sizeof size, size);
    received.erase(0, sizeof size + size);
    return message;
}

bool KeeperLine::send(std::string_view message)
{
    if (gone() || unsent_.size() > most_unsent) return false;
    unsent_ += framed(message);
    ++awaited_;
    push();
    return !gone();
}

void KeeperLine::push()
{
    while (!unsent_.empty()) {
        const ssize_t sent = ::send(end_.get(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno != EAGAIN) end_.close();
        if (sent < 0) return;
        unsent_.erase(0, static_cast<std::size_t>(sent));
    }
}

// False when the keeper is gone.
bool KeeperLine::pull()
{
    std::array<char, 65'536> buffer;
    const ssize_t got = ::recv(end_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    received_.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
}

std::optional<KeeperAnswer> KeeperLine::receive(const pcp::Deadline& deadline)
{
    while (!gone()) {
        if (const auto message = take_message(received_)) {
            --awaited_;
            return parse_answer(*message);
        }
        push();
        if (gone()) break;
        pollfd watched{end_.get(), static_cast<short>(unsent_.empty() ? POLLIN : POLLIN | POLLOUT), 0};
        const int ready = ::poll(&watched, 1, static_cast<int>(deadline.remaining().count()));
        if (ready == 0) return std::nullopt;
        if ((watched.revents & (POLLIN | POLLHUP)) != 0 && !pull()) end_.close();
    }
    return std::nullopt;
}

}  // namespace efm
