// Reads the strings of one reply in order, each under the name that errors call it by.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace pcp {

// `text` in quotes, cut to `longest` characters and in printable ASCII, whatever the server sent.
std::string quoted(std::string_view text, std::size_t longest = 64);

// Throws Error (protocol): `node info: field port: not a number: "abc"`. The names are ours, the text is the server's.
[[noreturn]] void reject_field(std::string_view reply, std::string_view field, std::string_view problem);
[[noreturn]] void reject_field(std::string_view reply, std::string_view field, std::string_view problem,
                               std::string_view text);

// Whatever a reply holds, reading it ends in a value or in Error (protocol). Takes no memory for fields not asked for.
class FieldReader {
public:
    // The body's first string has to be one of `tags`; reading begins behind it.
    FieldReader(std::string_view reply, std::string_view body, std::initializer_list<std::string_view> tags);

    // How many fields are still to be read.
    std::size_t left() const { return left_; }

    std::string text(std::string_view field) { return std::string{next(field)}; }

    // The `_if_any` readers take an empty string for "not known".
    std::optional<std::string> text_if_any(std::string_view field);

    template <std::integral Number>
    Number number(std::string_view field, Number least = std::numeric_limits<Number>::min(),
                  Number most = std::numeric_limits<Number>::max())
    {
        return to_number(field, next(field), least, most);
    }

    template <std::integral Number>
    std::optional<Number> number_if_any(std::string_view field, Number least = std::numeric_limits<Number>::min(),
                                        Number most = std::numeric_limits<Number>::max())
    {
        const std::string_view text = next(field);
        if (text.empty()) return std::nullopt;
        return to_number(field, text, least, most);
    }

    // Empty also for what is not finite: the server prints 0/0 as "-nan".
    std::optional<double> real_if_any(std::string_view field);

    bool flag(std::string_view field) { return number(field, 0, 1) == 1; }

    // The choice whose position is the field's number.
    template <typename Choice, std::size_t count>
    Choice numbered(std::string_view field, const std::array<Choice, count>& choices)
    {
        return choices[number<std::size_t>(field, 0, count - 1)];
    }

    // The choice whose to_string() is the field's text.
    template <typename Choice, std::size_t count>
    Choice worded(std::string_view field, const std::array<Choice, count>& choices)
    {
        const std::string_view text = next(field);
        for (const Choice choice : choices) {
            if (to_string(choice) == text) return choice;
        }
        reject(field, "unknown word", text);
    }

    [[noreturn]] void reject(std::string_view field, std::string_view problem, std::string_view text) const
    {
        reject_field(reply_, field, problem, text);
    }

    // For a record whose count of fields says nothing: quotes the whole of it.
    [[noreturn]] void reject_shape() const;

private:
    std::string_view next(std::string_view field);

    template <std::integral Number>
    Number to_number(std::string_view field, std::string_view text, Number least, Number most) const
    {
        Number value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
            reject(field, "not a number", text);
        }
        if (error != std::errc{} || value < least || value > most) reject(field, "out of range", text);
        return value;
    }

    std::string reply_;
    std::string body_;
    std::size_t position_ = 0;
    std::size_t left_ = 0;
};

}  // namespace pcp
