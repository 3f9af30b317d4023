// Rows as text, on their way to SQL: each value is what its type's input function takes. None is null.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sqlext {

using Value = std::optional<std::string>;
using Row = std::vector<Value>;
using Table = std::vector<Row>;

inline Value boolean(bool value)
{
    return value ? "true" : "false";
}

}  // namespace sqlext
