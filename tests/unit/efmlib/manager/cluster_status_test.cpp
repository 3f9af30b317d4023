#include "efm/cluster_status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using efm::AgentType;
using efm::ClusterStatus;
using efm::Member;
using ::testing::ElementsAre;

Member member(const std::string& address, AgentType type, std::optional<bool> vip_active = std::nullopt)
{
    Member member;
    member.address = address;
    member.type = type;
    member.vip_active = vip_active;
    if (vip_active) member.vip = "10.20.30.100";
    return member;
}

ClusterStatus split_cluster()
{
    ClusterStatus status;
    status.members = {member("10.20.30.11", AgentType::primary, true), member("10.20.30.12", AgentType::primary, true),
                      member("db3.example.com", AgentType::standby, false)};
    return status;
}

TEST(ClusterStatus, FindsAMemberByItsAddressInAnyCase)
{
    const ClusterStatus status = split_cluster();
    ASSERT_NE(find(status, "DB3.example.COM"), nullptr);
    EXPECT_EQ(find(status, "DB3.example.COM")->type, AgentType::standby);
    EXPECT_EQ(find(status, "10.20.30.1"), nullptr);
}

TEST(ClusterStatus, MayHaveTwoPrimariesAndTwoHoldersOfItsVip)
{
    const ClusterStatus status = split_cluster();
    EXPECT_THAT(primaries(status), ElementsAre(&status.members[0], &status.members[1]));
    EXPECT_THAT(vip_holders(status), ElementsAre(&status.members[0], &status.members[1]));
    EXPECT_THAT(members_of(status, AgentType::idle), ElementsAre());
}

TEST(ClusterStatus, HasAWordForEverything)
{
    EXPECT_EQ(to_string(AgentType::promoting), "promoting");
    EXPECT_EQ(to_string(AgentType::unknown), "unknown");
    EXPECT_EQ(to_string(efm::Liveness::not_applicable), "not applicable");
    EXPECT_EQ(to_string(efm::Liveness::unknown), "unknown");
}

}  // namespace
