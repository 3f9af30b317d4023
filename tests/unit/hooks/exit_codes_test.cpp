#include "exit_codes.hpp"

#include <gtest/gtest.h>

namespace {

using Kind = efm::Error::Kind;

TEST(ExitCodes, TellEachFailureApart)
{
    EXPECT_EQ(hooks::exit_code(Kind::usage), 64);
    EXPECT_EQ(hooks::exit_code(Kind::ambiguous_backend), 65);
    EXPECT_EQ(hooks::exit_code(Kind::unknown_backend), 68);
    EXPECT_EQ(hooks::exit_code(Kind::unreachable), 69);
    EXPECT_EQ(hooks::exit_code(Kind::system), 71);
    EXPECT_EQ(hooks::exit_code(Kind::try_later), 75);
    EXPECT_EQ(hooks::exit_code(Kind::cancelled), 75);
    EXPECT_EQ(hooks::exit_code(Kind::protocol), 76);
    EXPECT_EQ(hooks::exit_code(Kind::authentication), 77);
    EXPECT_EQ(hooks::exit_code(Kind::refused), 77);
    EXPECT_EQ(hooks::exit_code(Kind::configuration), 78);
}

}  // namespace
