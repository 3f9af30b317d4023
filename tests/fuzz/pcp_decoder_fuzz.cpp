// The decoder against any stream in any chunks: what it finds depends on the bytes alone, and encodes to those bytes.
// Input: one byte that chooses the chunks, then the stream.
#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "pcp/error.hpp"
#include "pcp/message.hpp"
#include "require.hpp"

namespace {

struct Outcome {
    std::vector<pcp::Message> messages;
    bool rejected = false;
    bool operator==(const Outcome&) const = default;
};

void take_messages(pcp::Decoder& decoder, Outcome& outcome)
{
    try {
        while (auto message = decoder.next()) outcome.messages.push_back(std::move(*message));
    } catch (const pcp::Error& error) {
        require(error.kind() == pcp::Error::Kind::protocol, "a decoder's error is of kind protocol");
        outcome.rejected = true;
    }
}

Outcome decode_in_chunks(std::string_view stream, unsigned seed)
{
    std::minstd_rand random(seed + 1);
    std::uniform_int_distribution<std::size_t> chunk_size(1, seed % 64 + 1);
    pcp::Decoder decoder;
    Outcome outcome;
    while (!stream.empty() && !outcome.rejected) {
        const std::size_t size = std::min(chunk_size(random), stream.size());
        decoder.feed(stream.substr(0, size));
        stream.remove_prefix(size);
        if (random() % 4 != 0) take_messages(decoder, outcome);
    }
    take_messages(decoder, outcome);
    return outcome;
}

void require_decoded(std::string_view stream, const Outcome& outcome, std::size_t pending)
{
    std::string wire;
    for (const pcp::Message& message : outcome.messages) wire += pcp::encode(message);
    require(stream.starts_with(wire), "messages encode to the bytes they were decoded from");
    require(wire.size() + pending == stream.size(), "every byte is in a message or pending");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view stream{reinterpret_cast<const char*>(data) + 1, size - 1};

    pcp::Decoder decoder;
    Outcome whole;
    decoder.feed(stream);
    take_messages(decoder, whole);
    require_decoded(stream, whole, decoder.pending());
    require(decode_in_chunks(stream, data[0]) == whole, "chunks make no difference");
    return 0;
}
