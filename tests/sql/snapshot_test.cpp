#include "snapshot.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using sqlext::from_bytes;
using sqlext::Snapshot;
using sqlext::SqlError;

TEST(Snapshot, SurvivesBeingBytes)
{
    Snapshot snapshot{"efm", 1, 2, 3, "printed\n", "{}", SqlError("38000", "no", "because", "do"), 4, "why"};
    EXPECT_EQ(from_bytes(to_bytes(snapshot)), snapshot);
    snapshot.failure = std::nullopt;
    EXPECT_EQ(from_bytes(to_bytes(snapshot)), snapshot);
}

TEST(Snapshot, IsNotReadFromHalfOfIt)
{
    const std::string bytes = to_bytes(Snapshot{});
    EXPECT_THROW(from_bytes(std::string_view(bytes).substr(0, bytes.size() - 1)), std::out_of_range);
    EXPECT_THROW(from_bytes(std::string(8, '\xff')), std::out_of_range);
}

TEST(Snapshot, TellsTheTimeToTheMicrosecond)
{
    EXPECT_EQ(sqlext::to_timestamp(0), "1970-01-01 00:00:00.000000+00");
    EXPECT_EQ(sqlext::to_timestamp(1'767'225'600'000'007), "2026-01-01 00:00:00.000007+00");
}

}  // namespace
