#include "pcp/backend.hpp"

#include <gtest/gtest.h>

namespace {

using pcp::NodeStatus;
using pcp::Role;

TEST(PcpBackend, StatusIsWordedAsPgpoolWordsIt)
{
    EXPECT_EQ(to_string(NodeStatus::unused), "unused");
    EXPECT_EQ(to_string(NodeStatus::waiting), "waiting");
    EXPECT_EQ(to_string(NodeStatus::up), "up");
    EXPECT_EQ(to_string(NodeStatus::down), "down");
    EXPECT_EQ(to_string(NodeStatus::quarantine), "quarantine");
}

TEST(PcpBackend, RoleIsWordedAsPgpoolWordsItSince4_2)
{
    EXPECT_EQ(to_string(Role::main), "main");
    EXPECT_EQ(to_string(Role::replica), "replica");
    EXPECT_EQ(to_string(Role::primary), "primary");
    EXPECT_EQ(to_string(Role::standby), "standby");
}

TEST(PcpBackend, WaitingAndUpAreAttached)
{
    EXPECT_TRUE(is_attached(NodeStatus::waiting));
    EXPECT_TRUE(is_attached(NodeStatus::up));
    EXPECT_FALSE(is_attached(NodeStatus::unused));
    EXPECT_FALSE(is_attached(NodeStatus::down));
    EXPECT_FALSE(is_attached(NodeStatus::quarantine));
}

}  // namespace
