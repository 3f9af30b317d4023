#include <algorithm>
#include <cstddef>
#include <utility>

#include "pcp/replies.hpp"

namespace pcp {

namespace {

// The server cuts the text of a field to this many characters. It then counts one byte too many, so that a byte of its
// buffer, of any value, stands between the field and the next one.
constexpr std::size_t cut_length = 254;

constexpr std::string_view codes = "SCMDHFL";

std::string* place_for(char code, ServerText& text)
{
    switch (code) {
        case 'S':
            return &text.severity;
        case 'M':
            return &text.message;
        case 'D':
            return &text.detail;
        case 'H':
            return &text.hint;
        default:
            return nullptr;
    }
}

std::string on_one_line(std::string text)
{
    for (char& character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < 0x20 || byte == 0x7f) character = ' ';
    }
    return text;
}

}  // namespace

ServerText parse_server_text(std::string_view body)
{
    ServerText text;
    while (!body.empty() && body.front() != '\0') {
        const char code = body.front();
        const std::string_view field = body.substr(1, body.find('\0') - 1);
        body.remove_prefix(std::min(1 + field.size() + 1, body.size()));

        if (std::string* place = place_for(code, text)) *place = field;
        const bool garbage = field.size() == cut_length && !body.empty() && codes.find(body.front()) == codes.npos;
        if (garbage) body.remove_prefix(1);
    }
    return text;
}

std::string ServerText::sentence() const
{
    std::string sentence = message;
    if (!detail.empty()) sentence += (sentence.empty() ? "" : ": ") + detail;
    if (!hint.empty()) sentence += (sentence.empty() ? "(" : " (") + hint + ')';
    return on_one_line(std::move(sentence));
}

}  // namespace pcp
