// Framing: bytes to messages and back. Knows no socket.
// Source of the facts: Pgpool-II 4.0 to 4.7; see docs/pcp-protocol.md.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pcp {

// One packet on the PCP wire: a type byte, a big-endian 32-bit length that counts itself, a body.
struct Message {
    char type = 0;
    std::string body;
    bool operator==(const Message&) const = default;
};

std::string encode(const Message& message);

// A body made of NUL-terminated strings, as nearly all PCP bodies are.
std::string join(const std::vector<std::string>& fields);

// The NUL-terminated strings of a body. Bytes after the last NUL count as one more string.
std::vector<std::string> split(std::string_view body);

// Finds whole messages in a stream of bytes.
class Decoder {
public:
    // The longest message believed. Pool status and watchdog replies are the large ones, some 100 kB at worst.
    static constexpr std::size_t max_length = std::size_t{16} * 1024 * 1024;

    void feed(std::string_view bytes);

    // Empty while the next message is incomplete. Throws Error (protocol) on an unbelievable length.
    std::optional<Message> next();

    // Bytes received that do not make a whole message yet.
    std::size_t pending() const { return pending_.size() - consumed_; }

private:
    std::string pending_;
    std::size_t consumed_ = 0;
};

}  // namespace pcp
