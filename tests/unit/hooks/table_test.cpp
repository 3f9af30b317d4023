#include "table.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Table, AlignsItsColumnsAndLeavesNoBlanksAtTheEnd)
{
    EXPECT_EQ(hooks::table({{"id", "host"}, {"10", "a"}}, {}, false), "id  host\n10  a\n");
}

TEST(Table, ColoursTheMarkedRowsOnly)
{
    EXPECT_EQ(hooks::table({{"id"}, {"1"}, {"2"}}, {false, true, false}, true), "id\n\033[31m1\033[0m\n2\n");
    EXPECT_EQ(hooks::table({{"id"}, {"1"}}, {false, true}, false), "id\n1\n");
}

}  // namespace
