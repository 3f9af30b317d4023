#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "expect_rejected.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"

namespace {

using Json = nlohmann::json;
using pcp::Quorum;

pcp::WatchdogReport parse(const std::string& report)
{
    return pcp::parse_watchdog(pcp::join({"CommandComplete", report}));
}

// As 4.3 and later word it, with two nodes.
Json report()
{
    return Json::parse(R"({
        "RemoteNodeCount": 1, "MemberRemoteNodeCount": 2, "NodesRequireForQuorum": 3, "QuorumStatus": 1,
        "AliveNodeCount": 4, "Escalated": 1, "NodeCount": 5,
        "LeaderNodeName": "10.0.0.1:9999 Linux pg1", "LeaderHostName": "10.0.0.1",
        "WatchdogNodes": [
            {"ID": 0, "State": 4, "Membership": 0, "MembershipString": "MEMBER",
             "NodeName": "10.0.0.1:9999 Linux pg1", "HostName": "10.0.0.1", "StateName": "LEADER",
             "DelegateIP": "10.0.0.100", "WdPort": 9000, "PgpoolPort": 9999, "Priority": 3},
            {"ID": 1, "State": 8, "Membership": 3, "MembershipString": "REVOKED-LOST",
             "NodeName": "10.0.0.2:9999 Linux pg2", "HostName": "10.0.0.2", "StateName": "LOST",
             "DelegateIP": "Not_Set", "WdPort": 9001, "PgpoolPort": 9998, "Priority": 1}]})");
}

pcp::WatchdogReport parse_with(const std::string& key, const Json& value)
{
    Json changed = report();
    changed[key] = value;
    return parse(changed.dump());
}

void expect_node_rejected(const std::string& key, const Json& value, const std::string& what)
{
    Json changed = report();
    changed["WatchdogNodes"][1][key] = value;
    expect_rejected([&] { parse(changed.dump()); }, "watchdog info: field WatchdogNodes[1]." + key + ": " + what);
}

TEST(PcpWatchdog, ReadsTheClusterAndItsNodes)
{
    const pcp::WatchdogNode leader{.id = 0,
                                   .name = "10.0.0.1:9999 Linux pg1",
                                   .host = "10.0.0.1",
                                   .state = 4,
                                   .state_name = "LEADER",
                                   .watchdog_port = 9000,
                                   .pgpool_port = 9999,
                                   .priority = 3,
                                   .delegate_ip = "10.0.0.100",
                                   .membership = 0,
                                   .membership_text = "MEMBER"};
    const pcp::WatchdogNode lost{.id = 1,
                                 .name = "10.0.0.2:9999 Linux pg2",
                                 .host = "10.0.0.2",
                                 .state = 8,
                                 .state_name = "LOST",
                                 .watchdog_port = 9001,
                                 .pgpool_port = 9998,
                                 .priority = 1,
                                 .delegate_ip = "Not_Set",
                                 .membership = 3,
                                 .membership_text = "REVOKED-LOST"};
    EXPECT_EQ(parse(report().dump()), (pcp::WatchdogReport{.quorum = Quorum::exists,
                                                           .alive_remote_nodes = 4,
                                                           .remote_nodes = 1,
                                                           .total_nodes = 5,
                                                           .escalated = true,
                                                           .leader_name = "10.0.0.1:9999 Linux pg1",
                                                           .leader_host = "10.0.0.1",
                                                           .member_remote_nodes = 2,
                                                           .nodes_require_for_quorum = 3,
                                                           .nodes = {leader, lost}}));
}

TEST(PcpWatchdog, ReadsThePlainerReportOf4_1)
{
    const pcp::WatchdogReport parsed = parse(R"({
        "RemoteNodeCount": 0, "QuorumStatus": 0, "AliveNodeCount": 0, "Escalated": 0, "NodeCount": 1,
        "MasterNodeName": "pg1", "MasterHostName": "10.0.0.1",
        "WatchdogNodes": [{"ID": 0, "State": 4, "NodeName": "pg1", "HostName": "10.0.0.1", "StateName": "MASTER",
                           "DelegateIP": "Not_Set", "WdPort": 9000, "PgpoolPort": 9999, "Priority": 1}]})");
    EXPECT_EQ(parsed.leader_name, "pg1");
    EXPECT_EQ(parsed.leader_host, "10.0.0.1");
    EXPECT_EQ(parsed.member_remote_nodes, std::nullopt);
    EXPECT_EQ(parsed.nodes_require_for_quorum, std::nullopt);
    EXPECT_EQ(parsed.nodes.at(0).state_name, "MASTER");
    EXPECT_EQ(parsed.nodes.at(0).membership, std::nullopt);
    EXPECT_FALSE(parsed.escalated);
}

TEST(PcpWatchdog, QuorumIsOneOfFourNumbers)
{
    EXPECT_EQ(parse_with("QuorumStatus", 1).quorum, Quorum::exists);
    EXPECT_EQ(parse_with("QuorumStatus", 0).quorum, Quorum::on_edge);
    EXPECT_EQ(parse_with("QuorumStatus", -1).quorum, Quorum::absent);
    EXPECT_EQ(parse_with("QuorumStatus", -2).quorum, Quorum::no_leader);
    expect_rejected([] { parse_with("QuorumStatus", 2); }, R"(watchdog info: field QuorumStatus: out of range: "2")");
}

TEST(PcpWatchdog, MissingKeysAreNamed)
{
    for (const char* key : {"QuorumStatus", "RemoteNodeCount", "AliveNodeCount", "Escalated", "NodeCount",
                            "LeaderNodeName", "LeaderHostName", "WatchdogNodes"}) {
        Json cut = report();
        cut.erase(key);
        expect_rejected([&] { parse(cut.dump()); }, "watchdog info: field " + std::string{key} + ": missing");
    }
}

TEST(PcpWatchdog, MissingKeysOfANodeAreNamed)
{
    for (const char* key :
         {"ID", "State", "NodeName", "HostName", "StateName", "DelegateIP", "WdPort", "PgpoolPort", "Priority"}) {
        Json cut = report();
        cut["WatchdogNodes"][1].erase(key);
        expect_rejected([&] { parse(cut.dump()); },
                        "watchdog info: field WatchdogNodes[1]." + std::string{key} + ": missing");
    }
}

TEST(PcpWatchdog, ValuesOfAnotherTypeAreNamed)
{
    expect_rejected([] { parse_with("NodeCount", "two"); },
                    "watchdog info: field NodeCount: of type string, not integer");
    expect_rejected([] { parse_with("LeaderHostName", 7); },
                    "watchdog info: field LeaderHostName: of type number, not string");
    expect_rejected([] { parse_with("WatchdogNodes", 7); },
                    "watchdog info: field WatchdogNodes: of type number, not array");
    expect_rejected([] { parse_with("WatchdogNodes", {1}); },
                    "watchdog info: field WatchdogNodes[0]: of type number, not object");
    expect_node_rejected("ID", 0.5, "of type number, not integer");
    expect_node_rejected("Membership", nullptr, "of type null, not integer");
    expect_rejected([] { parse("[]"); }, "watchdog info: field report: of type array, not object");
}

TEST(PcpWatchdog, NumbersThatDoNotFitAreRejected)
{
    expect_node_rejected("WdPort", 65536, R"(out of range: "65536")");
    expect_node_rejected("PgpoolPort", -1, R"(out of range: "-1")");
    expect_node_rejected("ID", 4294967296, R"(out of range: "4294967296")");
    expect_node_rejected("ID", 18446744073709551615U, R"(out of range: "18446744073709551615")");
}

TEST(PcpWatchdog, CountsThatNoWatchdogHasAreRejected)
{
    for (const char* key : {"AliveNodeCount", "RemoteNodeCount", "NodeCount"}) {
        EXPECT_NO_THROW(parse_with(key, 128));
        const std::string where = "watchdog info: field " + std::string{key};
        expect_rejected([&] { parse_with(key, 129); }, where + R"(: out of range: "129")");
        expect_rejected([&] { parse_with(key, -1); }, where + R"(: out of range: "-1")");
        expect_rejected([&] { parse_with(key, 2147483647); }, where + R"(: out of range: "2147483647")");
    }
}

TEST(PcpWatchdog, MoreNodesThanAWatchdogHasAreRejected)
{
    const Json node = report()["WatchdogNodes"][0];
    EXPECT_EQ(parse_with("WatchdogNodes", Json(std::vector<Json>(128, node))).nodes.size(), 128U);
    expect_rejected([&] { parse_with("WatchdogNodes", Json(std::vector<Json>(129, node))); },
                    R"(watchdog info: field WatchdogNodes: more than 128: "129")");
}

TEST(PcpWatchdog, WhatIsNotJsonIsQuoted)
{
    expect_rejected([] { parse("no watchdog"); }, R"(watchdog info: field report: not JSON: "no watchdog")");
    expect_rejected([] { parse(R"({"ID": "\xff"})"); },
                    R"(watchdog info: field report: not JSON: "{\"ID\": \"\\xff\"}")");
    expect_rejected([] { pcp::parse_watchdog(pcp::join({"CommandComplete"})); },
                    "watchdog info: field report: missing");
}

TEST(PcpWatchdog, HostileDepthIsRejected)
{
    const std::string deep = R"({"WatchdogNodes": )" + std::string(500'000, '[');
    expect_rejected([&] { parse(deep); }, R"(watchdog info: field report: nested too deeply: "{\"WatchdogNodes\": )" +
                                              std::string(46, '[') + "...\"");
}

TEST(PcpWatchdog, HostileSizeIsRejected)
{
    EXPECT_NO_THROW(parse_with("Padding", std::string(1'000'000, 'x')));
    EXPECT_THROW(parse_with("Padding", std::string(1'048'576, 'x')), pcp::Error);
}

}  // namespace
