// Text that came from outside, made fit for one line of a log, an error or a database column.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace efm {

// Each byte that is not part of a UTF-8 character becomes U+FFFD.
std::string valid_utf8(std::string_view bytes);

// Valid UTF-8 without control characters: each becomes a blank. No blanks at either end.
std::string one_line(std::string_view bytes);

// The beginning of one_line(), runs of blanks made one, in at most `limit` bytes; "..." if something was cut.
std::string excerpt(std::string_view bytes, std::size_t limit = 200);

// The same with its lines apart, in at most `limit` bytes; "..." if something was cut.
std::string several_lines(std::string_view bytes, std::size_t limit);

// One of ASCII's, but for the tab.
bool has_control(std::string_view bytes);

std::string_view trim(std::string_view text);

// "1 standby", "2 standbys".
std::string counted(std::size_t number, std::string_view noun);

// Equal but for the case of ASCII letters.
bool same_word(std::string_view one, std::string_view other);

// What is the same for words that are: ASCII letters made small.
std::string small_letters(std::string_view word);
bool starts_with_words(std::string_view text, std::string_view words);
bool contains_words(std::string_view text, std::string_view words);

}  // namespace efm
