#include "sql_error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

#include "efm/error.hpp"

namespace sqlext {
namespace {

const char* sqlstate_of(efm::Error::Kind kind)
{
    using Kind = efm::Error::Kind;
    switch (kind) {
        case Kind::usage:
            return "22023";  // invalid_parameter_value
        case Kind::configuration:
            return "F0000";  // config_file_error
        case Kind::bad_data:
            return "22P02";  // invalid_text_representation
        case Kind::unknown_backend:
            return "42704";  // undefined_object
        case Kind::ambiguous_backend:
            return "21000";  // cardinality_violation
        case Kind::unreachable:
            return "08006";  // connection_failure
        case Kind::try_later:
            return "55P03";  // lock_not_available
        case Kind::protocol:
            return "08P01";  // protocol_violation
        case Kind::authentication:
            return "28000";  // invalid_authorization_specification
        case Kind::refused:
            return "55000";  // object_not_in_prerequisite_state
        case Kind::cancelled:
            return "57014";  // query_canceled
        case Kind::system:
            return "58000";  // system_error
    }
    return "XX000";
}

// Cuts between characters: what the server gets has to be valid in its encoding.
template <std::size_t Size>
void copy_cut(char (&to)[Size], std::string_view from)
{
    std::size_t length = std::min(from.size(), Size - 1);
    if (length < from.size()) {
        while (length > 0 && (static_cast<unsigned char>(from[length]) & 0xC0U) == 0x80U) --length;
    }
    std::copy_n(from.begin(), length, to);
    to[length] = '\0';
}

}  // namespace

SqlError::SqlError(std::string state, std::string text, std::string more, std::string remedy)
    : sqlstate(std::move(state)), message(std::move(text)), detail(std::move(more)), hint(std::move(remedy))
{
}

bool SqlError::operator==(const SqlError& other) const
{
    return std::tie(sqlstate, message, detail, hint) ==
           std::tie(other.sqlstate, other.message, other.detail, other.hint);
}

SqlError to_sql_error(const std::exception& error)
{
    if (const auto* worded = dynamic_cast<const SqlError*>(&error)) return *worded;
    if (const auto* ours = dynamic_cast<const efm::Error*>(&error)) {
        return {sqlstate_of(ours->kind()), ours->what()};
    }
    if (dynamic_cast<const std::bad_alloc*>(&error)) return {"53200", "out of memory"};
    if (dynamic_cast<const std::system_error*>(&error)) return {"58000", error.what()};
    return {"XX000", error.what()};
}

Failure describe(const std::exception& error) noexcept
{
    Failure failure;
    try {
        const SqlError sql = to_sql_error(error);
        copy_cut(failure.sqlstate, sql.sqlstate);
        copy_cut(failure.message, sql.message);
        copy_cut(failure.detail, sql.detail);
        copy_cut(failure.hint, sql.hint);
    } catch (...) {
        copy_cut(failure.sqlstate, "53200");
        copy_cut(failure.message, "out of memory");
    }
    return failure;
}

}  // namespace sqlext
