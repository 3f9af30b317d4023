#include "efm/properties.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "printable.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

constexpr const char* blanks = " \t\f";
constexpr const char* item_separators = "&;, \t";
constexpr std::string_view mask = "********";

std::string_view skip_blanks(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

// Takes one natural line off the text: up to \n, \r or \r\n.
std::string_view take_line(std::string_view& text)
{
    const std::size_t end = text.find_first_of("\r\n");
    const std::string_view line = text.substr(0, end);
    const std::size_t next = end == std::string_view::npos   ? text.size()
                             : text.substr(end, 2) == "\r\n" ? end + 2
                                                             : end + 1;
    text.remove_prefix(next);
    return line;
}

bool continues(std::string_view line)
{
    const std::size_t last = line.find_last_not_of('\\');
    const std::size_t backslashes = line.size() - (last == std::string_view::npos ? 0 : last + 1);
    return backslashes % 2 == 1;
}

void append_utf8(std::string& out, std::uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

std::optional<std::uint32_t> hex4(std::string_view digits)
{
    std::uint32_t code = 0;
    if (digits.size() < 4) return std::nullopt;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + 4, code, 16);
    if (error != std::errc{} || end != digits.data() + 4) return std::nullopt;
    return code;
}

// Takes one \uXXXX (or a surrogate pair of them) off the text behind "\u".
void take_unicode(std::string_view& text, std::string& out)
{
    std::optional<std::uint32_t> code = hex4(text);
    if (!code) return;
    text.remove_prefix(4);
    const bool high = *code >= 0xD800 && *code < 0xDC00;
    if (high && text.starts_with("\\u")) {
        const std::optional<std::uint32_t> low = hex4(text.substr(2));
        if (low && *low >= 0xDC00 && *low < 0xE000) {
            text.remove_prefix(6);
            code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
        }
    }
    if (*code < 0xD800 || *code >= 0xE000) append_utf8(out, *code);
}

// Takes a word off the text, its escapes resolved, up to an unescaped character of `ends`.
std::string take_word(std::string_view& text, std::string_view ends)
{
    std::string word;
    while (!text.empty() && ends.find(text.front()) == std::string_view::npos) {
        char c = text.front();
        text.remove_prefix(1);
        if (c != '\\' || text.empty()) {
            if (c != '\\') word += c;
            continue;
        }
        c = text.front();
        text.remove_prefix(1);
        switch (c) {
            case 'n':
                word += '\n';
                break;
            case 't':
                word += '\t';
                break;
            case 'r':
                word += '\r';
                break;
            case 'f':
                word += '\f';
                break;
            case 'u':
                take_unicode(text, word);
                break;
            default:
                word += c;
        }
    }
    return word;
}

Property parse_logical_line(std::string_view line, int number)
{
    Property property;
    property.line = number;
    property.key = take_word(line, "=: \t\f");
    line = skip_blanks(line);
    if (line.starts_with('=') || line.starts_with(':')) line = skip_blanks(line.substr(1));
    property.value = take_word(line, "");
    return property;
}

// Where an item ends that begins at text[begin]: before a separator behind which a name and '=' follow. A secret may
// hold separators of its own.
std::size_t end_of_item(std::string_view text, std::size_t begin)
{
    for (std::size_t at = text.find_first_of(item_separators, begin); at != std::string_view::npos;
         at = text.find_first_of(item_separators, at + 1)) {
        const std::size_t stop = text.find_first_of("=&;, \t", at + 1);
        if (stop != std::string_view::npos && stop > at + 1 && text[stop] == '=') return at;
    }
    return text.size();
}

std::string mask_items(std::string_view text)
{
    std::string shown;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t equals = text.find('=', begin);
        if (equals == std::string_view::npos) break;
        const std::string_view words = text.substr(begin, equals - begin);
        shown.append(words) += '=';
        begin = equals + 1;
        if (!is_secret(words.substr(words.find_last_of(item_separators) + 1)) || begin == text.size()) continue;
        shown += mask;
        begin = end_of_item(text, begin);
    }
    return shown.append(text.substr(std::min(begin, text.size())));
}

}  // namespace

std::vector<Property> parse_properties(std::string_view text)
{
    std::vector<Property> properties;
    int number = 0;
    while (!text.empty()) {
        const int first = ++number;
        std::string_view line = skip_blanks(take_line(text));
        if (line.empty() || line.front() == '#' || line.front() == '!') continue;
        std::string logical(line);
        while (continues(logical) && !text.empty()) {
            logical.pop_back();
            logical += skip_blanks(take_line(text));
            ++number;
        }
        properties.push_back(parse_logical_line(logical, first));
    }
    return properties;
}

std::optional<std::string> value_of(const std::vector<Property>& properties, std::string_view key)
{
    std::optional<std::string> value;
    for (const Property& property : properties) {
        if (property.key == key) value = property.value;
    }
    return value;
}

std::vector<Property> read_properties(const std::string& path)
{
    return parse_properties(read_file(path));
}

bool is_secret(std::string_view key)
{
    constexpr std::array<std::string_view, 7> names{"password",   "license", "token", "passwd",
                                                    "passphrase", "authkey", "secret"};
    return std::ranges::any_of(names, [&](std::string_view name) { return contains_words(key, name); });
}

Property masked(Property property)
{
    if (!is_secret(property.key)) {
        property.value = mask_items(property.value);
    } else if (!property.value.empty()) {
        property.value = mask;
    }
    return property;
}

}  // namespace efm
