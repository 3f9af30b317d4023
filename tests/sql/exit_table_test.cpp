#include "exit_table.hpp"

#include <gtest/gtest.h>

namespace {

using efm::CommandResult;
using sqlext::error_of_exit;

CommandResult exited(int code, const std::string& err = "")
{
    CommandResult result;
    result.exit_code = code;
    result.err = err;
    return result;
}

TEST(ExitTable, IsThePublishedOne)
{
    for (const auto& [code, state] : {std::pair{1, "38000"}, std::pair{2, "F0000"}, std::pair{3, "08006"},
                                      std::pair{4, "55000"}, std::pair{5, "42501"}, std::pair{10, "08006"},
                                      std::pair{20, "55P03"}, std::pair{127, "58P01"}, std::pair{99, "38000"}}) {
        EXPECT_EQ(error_of_exit("promote", exited(code)).sqlstate, state) << code;
    }
}

TEST(ExitTable, NamesTheOperationAndShowsWhatWasSaid)
{
    const auto error = error_of_exit("promote", exited(3, "no agent\n"));
    EXPECT_EQ(error.message, "promote failed: EFM agent connection failed (exit code 3)");
    EXPECT_EQ(error.detail, "stderr: no agent");
    EXPECT_EQ(error_of_exit("promote", exited(1)).detail, "stderr: (empty)");
}

TEST(ExitTable, AnEndByForceIsNoExitCode)
{
    CommandResult result;
    result.ending = CommandResult::Ending::timed_out;
    result.duration = std::chrono::milliseconds{30'001};
    EXPECT_EQ(error_of_exit("x", result).sqlstate, "57014");
    EXPECT_EQ(error_of_exit("x", result).message, "x failed: EFM command timed out (after 30001 ms)");
    result.ending = CommandResult::Ending::signalled;
    result.signal = 9;
    EXPECT_EQ(error_of_exit("x", result).sqlstate, "58000");
}

}  // namespace
