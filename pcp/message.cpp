#include "pcp/message.hpp"

#include <algorithm>
#include <cassert>
#include <cstdint>

#include "pcp/error.hpp"

namespace pcp {

namespace {

constexpr std::size_t length_size = 4;
constexpr std::size_t header_size = 1 + length_size;

std::uint32_t big_endian(std::string_view bytes)
{
    std::uint32_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

}  // namespace

std::string encode(const Message& message)
{
    const std::size_t length = length_size + message.body.size();
    assert(length <= Decoder::max_length);

    std::string wire;
    wire.reserve(1 + length);
    wire += message.type;
    for (int shift = 24; shift >= 0; shift -= 8) wire += static_cast<char>(length >> shift & 0xff);
    wire += message.body;
    return wire;
}

std::string join(const std::vector<std::string>& fields)
{
    std::string body;
    for (const std::string& field : fields) {
        body += field;
        body += '\0';
    }
    return body;
}

std::vector<std::string> split(std::string_view body)
{
    std::vector<std::string> fields;
    while (!body.empty()) {
        const std::string_view field = body.substr(0, body.find('\0'));
        fields.emplace_back(field);
        body.remove_prefix(std::min(field.size() + 1, body.size()));
    }
    return fields;
}

void Decoder::feed(std::string_view bytes)
{
    // Dropped only once it is half of the buffer: so no byte is moved more than once on average.
    if (consumed_ > 0 && consumed_ >= pending()) {
        pending_.erase(0, consumed_);
        consumed_ = 0;
    }
    pending_ += bytes;
}

std::optional<Message> Decoder::next()
{
    const std::string_view waiting = std::string_view{pending_}.substr(consumed_);
    if (waiting.size() < header_size) return std::nullopt;

    const std::size_t length = big_endian(waiting.substr(1, length_size));
    if (length < length_size || length > max_length) {
        throw Error(Error::Kind::protocol, "PCP message: unbelievable length " + std::to_string(length));
    }
    if (waiting.size() < 1 + length) return std::nullopt;

    Message message{waiting.front(), std::string{waiting.substr(header_size, length - length_size)}};
    consumed_ += 1 + length;
    return message;
}

}  // namespace pcp
