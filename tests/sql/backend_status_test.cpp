#include "backend_status.hpp"

#include <gtest/gtest.h>

namespace {

using sqlext::BackendStatus;
using sqlext::negative_ttl;
using sqlext::Snapshot;

constexpr sqlext::Microseconds second = 1'000'000;

TEST(BackendStatus, IsOfOneCluster)
{
    BackendStatus status;
    EXPECT_EQ(status.find("alpha"), nullptr);
    Snapshot snapshot;
    snapshot.cluster = "alpha";
    snapshot.document = R"({"nodes":{"10.0.0.1":{"type":"Primary","db":"UP"}}})";
    status.take(snapshot);
    EXPECT_NE(status.find("alpha"), nullptr);
    EXPECT_EQ(status.find("beta"), nullptr);
    EXPECT_EQ(status.status().members.size(), 1U);
    EXPECT_EQ(status.status().healthy, true);
}

TEST(BackendStatus, MayBeOfNobody)
{
    BackendStatus status;
    Snapshot snapshot;
    snapshot.document = R"({"nodes":{}})";
    status.take(snapshot);
    EXPECT_TRUE(status.status().members.empty());
}

TEST(BackendStatus, AFailureIsToldAgainForLongerEachTimeAndNeverPastTheTtl)
{
    EXPECT_EQ(negative_ttl(1, 300), 1 * second);
    EXPECT_EQ(negative_ttl(2, 300), 2 * second);
    EXPECT_EQ(negative_ttl(100, 300), 30 * second);
    EXPECT_EQ(negative_ttl(4, 5), 5 * second);
    EXPECT_EQ(negative_ttl(4, 0), 0);
}

}  // namespace
