#include "printable.hpp"

#include <algorithm>

namespace efm {
namespace {

constexpr const char* blanks = " \t\r\n\f\v";

unsigned byte_at(std::string_view text, std::size_t at)
{
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

// The length of the UTF-8 character that `text` begins with; 0 if it is none. Refuses what is longer than need be,
// surrogates, and what lies past U+10FFFF.
std::size_t character_length(std::string_view text)
{
    const unsigned first = byte_at(text, 0);
    const unsigned second = byte_at(text, 1);
    const auto continues = [&](std::size_t at) {
        return (byte_at(text, at) & 0xC0U) == 0x80U;
    };
    if (first < 0x80) return 1;
    if (first < 0xC2 || first > 0xF4 || !continues(1)) return 0;
    if (first < 0xE0) return 2;
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || !continues(2)) return 0;
    if (first < 0xF0) return 3;
    if ((first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) || !continues(3)) return 0;
    return 4;
}

// ASCII's and the ones that ISO 8859 added: a terminal obeys both.
bool is_control(std::string_view character)
{
    const unsigned first = byte_at(character, 0);
    return first < 0x20 || first == 0x7F || (first == 0xC2 && byte_at(character, 1) < 0xA0);
}

// Valid UTF-8, each control character but `kept` made a blank.
std::string without_controls(std::string_view bytes, std::string_view kept)
{
    const std::string text = valid_utf8(bytes);
    std::string shown;
    shown.reserve(text.size());
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view character = rest.substr(0, character_length(rest));
        const bool blank = is_control(character) && character != kept;
        shown += blank ? std::string_view(" ") : character;
        rest.remove_prefix(character.size());
    }
    return shown;
}

// Cut between characters, with "..." in place of the rest.
std::string with_dots(const std::string& text, std::size_t limit)
{
    std::size_t end = std::min(limit - 3, text.size());
    while (end > 0 && (byte_at(text, end) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letter(char one, char other)
{
    return lower(one) == lower(other);
}

}  // namespace

std::string valid_utf8(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        text += length > 0 ? bytes.substr(0, length) : std::string_view("\xEF\xBF\xBD");
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

std::string one_line(std::string_view bytes)
{
    return std::string(trim(without_controls(bytes, "")));
}

std::string excerpt(std::string_view bytes, std::size_t limit)
{
    const bool long_input = bytes.size() > 16 * limit;
    const std::string line = one_line(bytes.substr(0, 16 * limit));
    std::string text;
    for (const char c : line) {
        if (c != ' ' || !text.ends_with(' ')) text += c;
    }
    return text.size() <= limit && !long_input ? text : with_dots(text, limit);
}

std::string several_lines(std::string_view bytes, std::size_t limit)
{
    const std::string text(trim(without_controls(bytes.substr(0, limit), "\n")));
    return bytes.size() <= limit && text.size() <= limit ? text : with_dots(text, limit);
}

bool has_control(std::string_view bytes)
{
    return std::ranges::any_of(bytes, [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; });
}

std::string_view trim(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string counted(std::size_t number, std::string_view noun)
{
    return std::to_string(number).append(" ").append(noun).append(number == 1 ? "" : "s");
}

bool same_word(std::string_view one, std::string_view other)
{
    return std::ranges::equal(one, other, same_letter);
}

std::string small_letters(std::string_view word)
{
    std::string small(word);
    std::ranges::transform(small, small.begin(), lower);
    return small;
}

bool starts_with_words(std::string_view text, std::string_view words)
{
    return same_word(text.substr(0, words.size()), words);
}

bool contains_words(std::string_view text, std::string_view words)
{
    return words.empty() ||
           std::search(text.begin(), text.end(), words.begin(), words.end(), same_letter) != text.end();
}

}  // namespace efm
