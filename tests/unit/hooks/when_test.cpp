#include "when.hpp"

#include <gtest/gtest.h>

#include "efm/error.hpp"

namespace {

using hooks::parse_when;
using namespace std::chrono_literals;

const efm::Timestamp now{1'795'248'462s};  // 2026-11-21 08:07:42 UTC

TEST(When, IsASpanFromNowOn)
{
    EXPECT_EQ(parse_when("15min", now, 1), now + 15min);
    EXPECT_EQ(parse_when("3d", now, -1), now - 72h);
    EXPECT_EQ(parse_when("60ms", now, -1), now - 60ms);
}

TEST(When, IsATime)
{
    EXPECT_EQ(parse_when("2026-11-21T08:07:42Z", now, 1), now);
    EXPECT_EQ(parse_when("2026-11-21 08:07Z", now, 1), now - 42s);
    EXPECT_EQ(parse_when(hooks::time_text(now), now, 1), now);
}

TEST(When, IsNothingElse)
{
    for (const char* text : {"", "0s", "-5s", "15", "99999999999d", "soon", "2026-11-21 25:00", "2026-11-21 07:15 x",
                             "9999-12-31", "0001-01-01"}) {
        EXPECT_THROW(parse_when(text, now, 1), efm::Error) << text;
    }
}

}  // namespace
