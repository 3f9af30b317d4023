#include "snapshot.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using sqlext::from_bytes;
using sqlext::Snapshot;
using sqlext::SqlError;

TEST(Snapshot, SurvivesBeingBytes)
{
    Snapshot snapshot;
    snapshot.subject = sqlext::Subject::nodes;
    snapshot.cluster = "efm";
    snapshot.polled = true;
    snapshot.began = 9;
    snapshot.started = 1;
    snapshot.collected = 2;
    snapshot.collected_at = 3;
    snapshot.failure = SqlError("38000", "no", "because", "do");
    snapshot.exit_code = 4;
    snapshot.printed = "printed\n";
    snapshot.document = "{}";
    snapshot.unavailable = 5;
    snapshot.unavailable_reason = "why";
    snapshot.rows = {{"one", std::nullopt, ""}, {}};
    EXPECT_EQ(from_bytes(to_bytes(snapshot)), snapshot);
    snapshot.failure = std::nullopt;
    EXPECT_EQ(from_bytes(to_bytes(snapshot)), snapshot);
}

TEST(Snapshot, IsNotReadFromHalfOfIt)
{
    Snapshot snapshot;
    snapshot.rows = {{"one"}};
    const std::string bytes = to_bytes(snapshot);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_THROW(from_bytes(std::string_view(bytes).substr(0, size)), std::out_of_range) << size;
    }
    EXPECT_THROW(from_bytes(std::string(8, '\xff')), std::out_of_range);
    EXPECT_THROW(from_bytes(bytes.substr(0, bytes.size() - 17 - 3 * 8) + std::string(64, '\x7f')), std::out_of_range);
}

TEST(Snapshot, TellsTheTimeToTheMicrosecond)
{
    EXPECT_EQ(sqlext::to_timestamp(0), "1970-01-01 00:00:00.000000+00");
    EXPECT_EQ(sqlext::to_timestamp(1'767'225'600'000'007), "2026-01-01 00:00:00.000007+00");
}

}  // namespace
