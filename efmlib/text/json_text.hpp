// JSON as text: finding a document between other lines, and mending one whose quotes stand in the wrong place. Private
// to the library.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

// The object that opens at text[begin], up to the brace that closes it. None if that never comes or more than sixteen
// levels are open at once.
std::optional<std::string_view> object_at(std::string_view text, std::size_t begin);

struct MendedJson {
    std::string text;
    std::vector<std::string> remarks;  // what was wrong
};

// For an object that no JSON parser takes. A string that stands where a member should ("lsn : 0/14001478", as in the
// manual of EFM 5) is split at its first colon if what is before it is a key by `is_key`, and left out if not; commas
// are put where they are missing and taken where they are too many. None if that is not enough.
std::optional<MendedJson> mend_json(std::string_view object, const std::function<bool(std::string_view)>& is_key);

}  // namespace efm
