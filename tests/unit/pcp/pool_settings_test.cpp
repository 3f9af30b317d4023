#include <gtest/gtest.h>

#include "expect_rejected.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"

namespace {

using pcp::PoolSetting;

TEST(PcpPoolSetting, IsNameValueAndDescription)
{
    EXPECT_EQ(pcp::parse_pool_setting(pcp::join({"ProcessConfig", "port", "9999", "pgpool accepting port number"})),
              (PoolSetting{"port", "9999", "pgpool accepting port number"}));
}

TEST(PcpPoolSetting, ValueMayBeEmpty)
{
    EXPECT_EQ(pcp::parse_pool_setting(pcp::join({"ProcessConfig", "failover_command", "", "failover command"})).value,
              "");
}

TEST(PcpPoolSetting, ToleratesFieldsOfALaterRelease)
{
    EXPECT_EQ(pcp::parse_pool_setting(pcp::join({"ProcessConfig", "port", "9999", "text", "later"})),
              (PoolSetting{"port", "9999", "text"}));
}

TEST(PcpPoolSetting, NamesTheFieldThatIsMissing)
{
    expect_rejected(
        [] {
            pcp::parse_pool_setting(pcp::join({"ProcessConfig", "port", "9999"}));
        },
        "pool status: field description: missing");
    expect_rejected(
        [] {
            pcp::parse_pool_setting(pcp::join({"NodeInfo", "port", "9999", ""}));
        },
        R"(pool status: field tag: unexpected: "NodeInfo")");
}

}  // namespace
