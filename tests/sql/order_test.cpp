#include "order.hpp"

#include <gtest/gtest.h>

#include "efm/status_reports.hpp"

namespace {

using sqlext::Order;
using sqlext::order_about;
using sqlext::order_of_priority;
using sqlext::OrderKind;

efm::ClusterStatus cluster(const std::string& a, const std::string& b, const std::string& more = "")
{
    auto status = parse_report(efm::Report::cluster_json, R"({"nodes":{"10.0.0.1":{"type":")" + a +
                                                              R"("},"10.0.0.2":{"type":")" + b + R"("}})" + more + "}");
    status.healthy = true;
    return status;
}

Order plain(OrderKind kind, bool force = false)
{
    Order order;
    order.kind = kind;
    order.force = force;
    return order;
}

bool takes(const std::string& address)
{
    try {
        order_about(OrderKind::allow_node, address);
        return true;
    } catch (const sqlext::SqlError& error) {
        EXPECT_EQ(error.sqlstate, "22023");
        EXPECT_LT(error.message.size(), 200U);
        return false;
    }
}

TEST(Order, AnAddressIsANumberOrAName)
{
    for (const char* good : {"10.0.0.1", "::1", "2001:db8::1", "db1", "db-1.example.net"})
        EXPECT_TRUE(takes(good)) << good;
    for (const char* bad : {"", "10.0.0", "10.0.0.256", "01.2.3.4", "10.0.0.1/32", "db1:5432", "fe80::1%eth0", "-quiet",
                            "a b", "a;b", "..", ".a", "a..b", "\xC3\xA9"}) {
        EXPECT_FALSE(takes(bad)) << bad;
    }
    EXPECT_FALSE(takes(std::string(1'000'000, 'x')));
}

TEST(Order, APriorityIsUpTo999InDigits)
{
    EXPECT_EQ(order_of_priority("db1", "0").priority, 0);
    EXPECT_EQ(order_of_priority("db1", "007").priority, 7);
    for (const char* bad : {"", "-1", "1000", "1 ", "0x1", "99999999999999999999"}) {
        EXPECT_THROW(order_of_priority("db1", bad), sqlext::SqlError) << bad;
    }
}

TEST(Order, AFailoverNeedsAnAnswerToWhatEfmAsks)
{
    const auto why = objection(plain(OrderKind::failover), cluster("Primary", "Standby"));
    ASSERT_TRUE(why);
    EXPECT_NE(why->message.find("Are you sure you want to continue?"), std::string::npos);
    EXPECT_FALSE(objection(plain(OrderKind::failover, true), cluster("Primary", "Standby")));
    EXPECT_TRUE(objection(plain(OrderKind::failover, true), cluster("Primary", "Witness")));
}

TEST(Order, ASwitchoverNeedsAPrimaryAStandbyAndSync)
{
    EXPECT_FALSE(objection(plain(OrderKind::switchover), cluster("Primary", "Standby")));
    EXPECT_TRUE(objection(plain(OrderKind::switchover), cluster("Idle", "Standby")));
    EXPECT_TRUE(objection(plain(OrderKind::switchover), cluster("Primary", "Primary")));
    EXPECT_TRUE(objection(plain(OrderKind::switchover), cluster("Primary", "Witness")));
    auto lagging = cluster("Primary", "Standby");
    lagging.healthy = false;
    EXPECT_TRUE(objection(plain(OrderKind::switchover), lagging));
}

TEST(Order, ItsTargetIsAStandby)
{
    const auto before = cluster("Primary", "Standby");
    EXPECT_EQ(objection(order_about(OrderKind::switchover, "10.0.0.9"), before)->sqlstate, "42704");
    EXPECT_EQ(objection(order_about(OrderKind::switchover, "10.0.0.1"), before)->sqlstate, "55000");
    EXPECT_FALSE(objection(order_about(OrderKind::switchover, "10.0.0.2"), before));
}

TEST(Order, ItIsReachedWhenAnotherIsThePrimary)
{
    const auto before = cluster("Primary", "Standby");
    EXPECT_FALSE(is_reached(plain(OrderKind::failover), before, before));
    EXPECT_FALSE(is_reached(plain(OrderKind::failover), before, cluster("Idle", "Promoting")));
    EXPECT_TRUE(is_reached(plain(OrderKind::failover), before, cluster("Idle", "Primary")));
    EXPECT_FALSE(is_reached(order_about(OrderKind::switchover, "10.0.0.9"), before, cluster("Standby", "Primary")));
}

TEST(Order, AMemberIsAllowedWhenItIsListed)
{
    const auto before = cluster("Primary", "Standby");
    const auto listed = cluster("Primary", "Standby", R"(,"allowednodes":["db9"])");
    EXPECT_TRUE(is_reached(order_about(OrderKind::allow_node, "db9"), before, listed));
    EXPECT_FALSE(is_reached(order_about(OrderKind::disallow_node, "db9"), before, listed));
    EXPECT_FALSE(is_reached(order_about(OrderKind::disallow_node, "db9"), before, before));
}

TEST(Order, NobodyIsPromotedWithAPriorityOfZero)
{
    const auto listed = cluster("Primary", "Standby", R"(,"failoverpriority":["10.0.0.2"])");
    EXPECT_TRUE(is_reached(order_of_priority("10.0.0.2", "5"), listed, listed));
    EXPECT_FALSE(is_reached(order_of_priority("10.0.0.2", "0"), listed, listed));
    EXPECT_EQ(describe(order_of_priority("10.0.0.2", "0")), "set_priority 10.0.0.2 0");
}

}  // namespace
