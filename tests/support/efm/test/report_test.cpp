// The texts and JSON of the stand-in, letter by letter as spec/efm.md 2.2 and 3.3 show EFM's.
#include "report.hpp"

#include <gtest/gtest.h>

namespace {

using standin::as_json;
using standin::as_text;
using standin::ClusterReport;
using standin::NodeReport;
using standin::WalReport;

constexpr const char* refused =
    "Connection to 10.20.30.11:5444 refused. Check that the hostname and port are correct and that the postmaster is "
    "accepting TCP/IP connections.";
const WalReport unknown{"UNKNOWN", "UNKNOWN", "UNKNOWN", refused};

WalReport primary_at(const std::string& lsn)
{
    return {"Primary", "", lsn, ""};
}

WalReport standby_at(const std::string& received, const std::string& replayed)
{
    return {"Standby", received, replayed, ""};
}

// Sample (a): healthy, a virtual address, a witness.
ClusterReport healthy()
{
    const std::string vip = "10.20.30.100";
    const std::string lsn = "0/6000148";
    return {.cluster = "acct",
            .generation = {4, 10},
            .nodes = {{"10.20.30.12", "Standby", "UP", vip, false, standby_at(lsn, lsn)},
                      {"10.20.30.11", "Primary", "UP", vip, true, primary_at(lsn)},
                      {"10.20.30.14", "Witness", "N/A", vip, false, std::nullopt},
                      {"10.20.30.13", "Standby", "UP", vip, false, standby_at(lsn, lsn)}},
            .allowed = {"10.20.30.11", "10.20.30.12", "10.20.30.13", "10.20.30.14"},
            .coordinator = "10.20.30.11",
            .priority = {"10.20.30.12", "10.20.30.13"}};
}

// Sample (b): after a failover, one standby behind.
ClusterReport after_failover()
{
    return {.cluster = "acct",
            .generation = {5, 2},
            .nodes = {{"10.20.30.11", "Idle", "UNKNOWN", "", false, unknown},
                      {"10.20.30.12", "Primary", "UP", "", false, primary_at("0/9000200")},
                      {"10.20.30.13", "Standby", "UP", "", false, standby_at("0/9000200", "0/90001C8")}},
            .allowed = {"10.20.30.11", "10.20.30.12", "10.20.30.13"},
            .coordinator = "10.20.30.12",
            .priority = {"10.20.30.13"}};
}

// The table of the manual has tabs; a line without information ends in blanks.
TEST(StandInReport, PrintsAHealthyClusterAsEfmDoes)
{
    EXPECT_EQ(as_text(healthy()),
              "Cluster Status: acct\n\n"
              "\tAgent Type  Address              DB       VIP\n"
              "\t----------------------------------------------------------------\n"
              "\tStandby     10.20.30.12          UP       10.20.30.100\n"
              "\tPrimary     10.20.30.11          UP       10.20.30.100*\n"
              "\tWitness     10.20.30.14          N/A      10.20.30.100\n"
              "\tStandby     10.20.30.13          UP       10.20.30.100\n\n"
              "Allowed node host list:\n"
              "\t10.20.30.11 10.20.30.12 10.20.30.13 10.20.30.14\n\n"
              "Membership coordinator: 10.20.30.11\n\n"
              "Standby priority host list:\n"
              "\t10.20.30.12 10.20.30.13\n\n"
              "Promote Status:\n\n"
              "\tDB Type     Address              WAL Received LSN   WAL Replayed LSN   Info\n"
              "\t---------------------------------------------------------------------------\n"
              "\tStandby     10.20.30.12          0/6000148          0/6000148          \n"
              "\tPrimary     10.20.30.11                             0/6000148          \n"
              "\tStandby     10.20.30.13          0/6000148          0/6000148          \n\n"
              "\tStandby database(s) in sync with primary. It is safe to promote.\n");
    EXPECT_TRUE(is_healthy(healthy()));
}

TEST(StandInReport, PrintsIdleNodesInATableOfTheirOwn)
{
    EXPECT_EQ(as_text(after_failover()),
              "Cluster Status: acct\n\n"
              "\tAgent Type  Address              DB       VIP\n"
              "\t----------------------------------------------------------------\n"
              "\tIdle        10.20.30.11          UNKNOWN  \n"
              "\tPrimary     10.20.30.12          UP       \n"
              "\tStandby     10.20.30.13          UP       \n\n"
              "Allowed node host list:\n"
              "\t10.20.30.11 10.20.30.12 10.20.30.13\n\n"
              "Membership coordinator: 10.20.30.12\n\n"
              "Standby priority host list:\n"
              "\t10.20.30.13\n\n"
              "Promote Status:\n\n"
              "\tDB Type     Address              WAL Received LSN   WAL Replayed LSN   Info\n"
              "\t---------------------------------------------------------------------------\n"
              "\tPrimary     10.20.30.12                             0/9000200          \n"
              "\tStandby     10.20.30.13          0/9000200          0/90001C8          \n\n"
              "\tOne or more standby databases are not in sync with the primary database.\n\n"
              "Idle Node Status (idle nodes ignored in WAL LSN comparisons):\n\n"
              "\tAddress              WAL Received LSN   WAL Replayed LSN   Info\n"
              "\t---------------------------------------------------------------\n"
              "\t10.20.30.11          UNKNOWN            UNKNOWN            " +
                  std::string(refused) + "\n");
    EXPECT_FALSE(is_healthy(after_failover()));
}

TEST(StandInReport, SaysThatThereIsNoPrimaryWhileTheAgentStillBelievesInIt)
{
    ClusterReport report = after_failover();
    report.nodes = {{"10.20.30.11", "Primary", "UP", "", false, unknown},
                    {"10.20.30.12", "Standby", "UP", "", false, standby_at("0/7000060", "0/7000060")}};
    const std::string text = as_text(report);
    EXPECT_NE(text.find("\tPrimary     10.20.30.11          UP       \n"), text.npos);
    EXPECT_NE(text.find("\tUNKNOWN     10.20.30.11          UNKNOWN            UNKNOWN            Connection"),
              text.npos);
    EXPECT_TRUE(text.ends_with("\n\tNo primary database was found.\n"));
}

// Sample (d).
TEST(StandInReport, WidensTheAddressColumnForNamesFromFiveOn)
{
    ClusterReport report{.cluster = "efm",
                         .generation = {5, 2},
                         .nodes = {{"pg-node-a.dc1.example.net", "Primary", "UP", "", false, primary_at("0/B000060")},
                                   {"pg-node-c.dc1.example.net", "DOWN", "N/A", "", false, std::nullopt}}};
    const std::string text = as_text(report);
    EXPECT_NE(text.find("\tAgent Type  Address                     DB       VIP\n\t" + std::string(71, '-') +
                        "\n"
                        "\tPrimary     pg-node-a.dc1.example.net   UP       \n"
                        "\tDOWN        pg-node-c.dc1.example.net   N/A      \n"),
              text.npos)
        << text;
    EXPECT_NE(text.find("\t" + std::string(82, '-') +
                        "\n"
                        "\tPrimary     pg-node-a.dc1.example.net                      0/B000060          \n"),
              text.npos)
        << text;
    EXPECT_NE(text.find("Standby priority host list:\n\t(List is empty.)\n"), text.npos);
}

TEST(StandInReport, HasAnAgentColumnInFourZero)
{
    ClusterReport report = healthy();
    report.generation = {4, 0};
    const std::string text = as_text(report);
    EXPECT_NE(text.find("\tAgent Type  Address              Agent  DB       VIP\n"), text.npos) << text;
    EXPECT_NE(text.find("\tPrimary     10.20.30.11          UP     UP       10.20.30.100*\n"), text.npos) << text;
    EXPECT_NE(as_json(report).find(R"("type":"Primary","agent":"UP","db":"UP")"), std::string::npos);
}

// Sample 3.3 (a), whose nodes come in an order of their own.
TEST(StandInReport, PrintsJsonOfTheFourthGenerationInOneLine)
{
    ClusterReport report = healthy();
    std::swap(report.nodes[0], report.nodes[2]);
    EXPECT_EQ(as_json(report),
              R"({"nodes":{"10.20.30.14":{"type":"Witness","db":"N\/A","vip":"10.20.30.100","vip_active":false},)"
              R"("10.20.30.11":{"type":"Primary","db":"UP","vip":"10.20.30.100","vip_active":true,"xlogReceive":"",)"
              R"("xlog":"0\/6000148","xloginfo":""},"10.20.30.12":{"type":"Standby","db":"UP","vip":"10.20.30.100",)"
              R"("vip_active":false,"xlogReceive":"0\/6000148","xlog":"0\/6000148","xloginfo":""},)"
              R"("10.20.30.13":{"type":"Standby","db":"UP","vip":"10.20.30.100","vip_active":false,)"
              R"("xlogReceive":"0\/6000148","xlog":"0\/6000148","xloginfo":""}},)"
              R"("allowednodes":["10.20.30.11","10.20.30.12","10.20.30.13","10.20.30.14"],)"
              R"("membershipcoordinator":"10.20.30.11","failoverpriority":["10.20.30.12","10.20.30.13"],)"
              R"("minimumstandbys":0,"missingnodes":[],"messages":[]})");
}

// Sample 3.3 (b).
TEST(StandInReport, PrintsJsonOfTheFifthGenerationWithItsMessage)
{
    ClusterReport report = after_failover();
    report.nodes[0].wal->info = "Connection to 10.20.30.11:5444 refused.";
    EXPECT_EQ(
        as_json(report),
        R"({"nodes":{"10.20.30.11":{"type":"Idle","db":"UNKNOWN","vip":"","vip_active":false,)"
        R"("lsnReceive":"UNKNOWN","lsn":"UNKNOWN","lsnInfo":"Connection to 10.20.30.11:5444 refused."},)"
        R"("10.20.30.12":{"type":"Primary","db":"UP","vip":"","vip_active":false,"lsnReceive":"",)"
        R"("lsn":"0\/9000200","lsnInfo":""},"10.20.30.13":{"type":"Standby","db":"UP","vip":"","vip_active":false,)"
        R"("lsnReceive":"0\/9000200","lsn":"0\/90001C8","lsnInfo":""}},)"
        R"("allowednodes":["10.20.30.11","10.20.30.12","10.20.30.13"],"membershipcoordinator":"10.20.30.12",)"
        R"("failoverpriority":["10.20.30.13"],"minimumstandbys":0,"missingnodes":[],)"
        R"("messages":["One or more standby databases are not in sync with the primary database."]})");
}

TEST(StandInReport, PrintsOneNodeWithItsFlagAsAString)
{
    const NodeReport node{"10.20.30.12", "Standby", "UP", "", false, std::nullopt};
    EXPECT_EQ(as_json(node, {5, 2}),
              R"({"type":"Standby","address":"10.20.30.12","db":"UP","vip":"","vip_active":"false"})");
    EXPECT_EQ(as_json(node, {4, 1}),
              R"({"type":"Standby","address":"10.20.30.12","agent":"UP","db":"UP","vip":"","vip_active":"false"})");
}

}  // namespace
