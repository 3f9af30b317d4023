#include "sql_error.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "efm/error.hpp"

namespace {

using efm::Error;
using sqlext::describe;
using sqlext::SqlError;

TEST(SqlErrorTable, HasAnSqlstateForEveryKind)
{
    using Kind = Error::Kind;
    for (const auto& [kind, state] : {std::pair{Kind::usage, "22023"}, std::pair{Kind::configuration, "F0000"},
                                      std::pair{Kind::unreachable, "08006"}, std::pair{Kind::cancelled, "57014"},
                                      std::pair{Kind::refused, "55000"}, std::pair{Kind::system, "58000"}}) {
        EXPECT_STREQ(describe(Error(kind, "x")).sqlstate, state);
    }
    EXPECT_STREQ(describe(std::runtime_error("x")).sqlstate, "XX000");
    EXPECT_STREQ(describe(std::bad_alloc()).sqlstate, "53200");
    EXPECT_STREQ(describe(std::system_error(EAGAIN, std::generic_category(), "x")).sqlstate, "58000");
}

TEST(SqlErrorTable, CutsBetweenCharacters)
{
    std::string text(1022, 'a');
    text += "\xC3\xA9";
    EXPECT_EQ(std::string(describe(SqlError("38000", text)).message), std::string(1022, 'a'));
}

TEST(SqlErrorTable, KeepsWhatWasWorded)
{
    const auto failure = describe(SqlError("38000", "message", "detail", "hint"));
    EXPECT_STREQ(failure.message, "message");
    EXPECT_STREQ(failure.detail, "detail");
    EXPECT_STREQ(failure.hint, "hint");
}

}  // namespace
