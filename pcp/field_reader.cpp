#include "field_reader.hpp"

#include <algorithm>
#include <cmath>

#include "pcp/error.hpp"

namespace pcp {

namespace {

std::size_t count_strings(std::string_view body)
{
    const auto terminated = static_cast<std::size_t>(std::count(body.begin(), body.end(), '\0'));
    return terminated + (body.empty() || body.back() == '\0' ? 0 : 1);
}

std::string printable(char character)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') return {'\\', character};
    if (byte >= 0x20 && byte < 0x7f) return {character};
    return {'\\', 'x', digits[byte >> 4], digits[byte & 0xf]};
}

std::string field_error(std::string_view reply, std::string_view field, std::string_view problem)
{
    std::string what{reply};
    what += ": field ";
    what += field;
    what += ": ";
    what += problem;
    return what;
}

}  // namespace

std::string quoted(std::string_view text, std::size_t longest)
{
    std::string quote = "\"";
    for (const char character : text.substr(0, longest)) quote += printable(character);
    if (text.size() > longest) quote += "...";
    return quote + '"';
}

void reject_field(std::string_view reply, std::string_view field, std::string_view problem)
{
    throw Error(Error::Kind::protocol, field_error(reply, field, problem));
}

void reject_field(std::string_view reply, std::string_view field, std::string_view problem, std::string_view text)
{
    throw Error(Error::Kind::protocol, field_error(reply, field, problem) + ": " + quoted(text));
}

FieldReader::FieldReader(std::string_view reply, std::string_view body, std::initializer_list<std::string_view> tags)
    : reply_(reply), body_(body), left_(count_strings(body))
{
    const std::string_view tag = next("tag");
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) reject("tag", "unexpected", tag);
}

std::optional<std::string> FieldReader::text_if_any(std::string_view field)
{
    const std::string_view text = next(field);
    if (text.empty()) return std::nullopt;
    return std::string{text};
}

std::optional<double> FieldReader::real_if_any(std::string_view field)
{
    const std::string_view text = next(field);
    if (text.empty()) return std::nullopt;

    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) reject(field, "not a number", text);
    if (!std::isfinite(value)) return std::nullopt;
    return value;
}

void FieldReader::reject_shape() const
{
    constexpr std::size_t most_of_a_record = 240;
    throw Error(Error::Kind::protocol, reply_ + ": unknown shape with " + std::to_string(left_) +
                                           " fields: " + quoted(body_, most_of_a_record));
}

std::string_view FieldReader::next(std::string_view field)
{
    if (left_ == 0) reject_field(reply_, field, "missing");
    const std::size_t end = std::min(body_.find('\0', position_), body_.size());
    const std::string_view text = std::string_view{body_}.substr(position_, end - position_);
    position_ = end + 1;
    --left_;
    return text;
}

}  // namespace pcp
