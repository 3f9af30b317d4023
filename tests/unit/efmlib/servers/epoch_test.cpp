#include "efm/epoch.hpp"

#include <gtest/gtest.h>

namespace {

using efm::Epoch;
using efm::Lsn;

constexpr std::uint64_t here = 7'123'456'789'012'345'678;
constexpr std::uint64_t elsewhere = here + 1;

TEST(Epoch, IsOlderThanThatOfALaterTimeline)
{
    EXPECT_LT((Epoch{here, 1}), (Epoch{here, 2, Lsn{0x3000148}}));
    EXPECT_GT((Epoch{here, 3}), (Epoch{here, 2}));
}

TEST(Epoch, IsItselfOnlyWithTheSameSwitchPoint)
{
    EXPECT_EQ((Epoch{here, 2, Lsn{5}}), (Epoch{here, 2, Lsn{5}}));
    EXPECT_NE((Epoch{here, 2, Lsn{5}}), (Epoch{here, 2}));
}

TEST(Epoch, IsNeitherOlderNorNewerThanOneOfAnotherSystem)
{
    EXPECT_EQ((Epoch{here, 1}) <=> (Epoch{elsewhere, 2}), std::partial_ordering::unordered);
    EXPECT_FALSE((Epoch{here, 1}) < (Epoch{elsewhere, 2}));
}

TEST(Epoch, IsNeitherOlderNorNewerThanItsTwinOutOfASplitBrain)
{
    EXPECT_EQ((Epoch{here, 2, Lsn{5}}) <=> (Epoch{here, 2, Lsn{6}}), std::partial_ordering::unordered);
}

TEST(Epoch, SaysWhereItLeftTheTimelineBefore)
{
    EXPECT_EQ(to_string(Epoch{12, 2, Lsn{0x3000148}}), "12:2@0/3000148");
    EXPECT_EQ(to_string(Epoch{12, 1}), "12:1");
}

}  // namespace
