// The pool views over what real Pgpools of eight releases sent, byte for byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "extension_server.hpp"
#include "fake_pcp_server.hpp"
#include "live.hpp"
#include "recorded.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;

support::Recorded recorded_of(const nlohmann::json& request)
{
    support::Recorded one{{request.at("type").get<std::string>().at(0), recorded::from_hex(request.at("payload"))}, {}};
    for (const pcp::Message& message : recorded::messages(request)) one.replies.push_back({message.type, message.body});
    return one;
}

std::vector<support::Recorded> conversation(const std::string& release)
{
    std::vector<support::Recorded> all;
    for (const auto& request : recorded::requests(release)) all.push_back(recorded_of(request));
    return all;
}

class RecordedPools : public support::LiveTest, public ::testing::WithParamInterface<std::string> {
protected:
    static void SetUpTestSuite() { server_ = std::make_unique<ExtensionServer>(Preload::yes, "efm.cache_ttl = 0\n"); }
    static void TearDownTestSuite() { server_.reset(); }

    void SetUp() override
    {
        LiveTest::SetUp();
        pool_.replay(conversation(GetParam()));
        server_->name_pool(pool_.port());
    }

    std::string name() const { return "127.0.0.1:" + std::to_string(pool_.port()); }

    static bool since(const std::string& release)
    {
        const auto place = [](const std::string& name) {
            return std::ranges::find(recorded::releases, name);
        };
        return place(GetParam()) >= place(release);
    }

    // Rows as lines, columns joined by blanks, null as "-".
    static std::string shown(const std::string& columns, const std::string& view, const std::string& rest = "")
    {
        return server_->sql("SELECT string_agg(line, E'\\n') FROM (SELECT array_to_string(ARRAY[" + columns +
                            "], ' ', '-') AS line FROM efm_extension." + view + " " + rest + ") AS lines");
    }

    static ExtensionServer& server() { return *server_; }

private:
    static inline std::unique_ptr<ExtensionServer> server_;
    support::FakePcpServer pool_;
};

INSTANTIATE_TEST_SUITE_P(Of, RecordedPools, ::testing::ValuesIn(recorded::releases),
                         [](const auto& release) { return "V" + release.param; });

TEST_P(RecordedPools, ShowTheirBackends)
{
    const std::string what =
        "node_id::text, hostname, port::text, status, round(weight::numeric, 3)::text, role, error";
    EXPECT_EQ(shown(what, "pgpool_nodes"),
              "0 127.0.0.1 21430 waiting 0.333 primary -\n"
              "1 127.0.0.1 21431 waiting 0.333 standby -\n"
              "2 127.0.0.1 21432 down 0.333 standby -");
    EXPECT_EQ(server().sql("SELECT DISTINCT pool FROM efm_extension.pgpool_nodes"), name());
}

// What 4.3 and later ask the servers for, they are not made to ask unless it is wanted.
TEST_P(RecordedPools, TellOfTheServersWhatTheyKnowOrAreAskedToAsk)
{
    const std::string what =
        "node_id::text, pg_status, pg_role, replication_delay::text, delay_unit, replication_state, "
        "replication_sync_state";
    const std::string streams = since("4_1_23") ? " 0 bytes streaming async" : " 0 bytes - -";
    const std::string unasked = "0 - - 0 bytes - -\n1 - -" + streams + "\n2 - -" + streams;
    const std::string asked = "0 up primary 0 bytes - -\n1 up standby" + streams + "\n2 up standby" + streams;
    const std::string nothing = "0 - - - - - -\n1 - - - - - -\n2 - - - - - -";
    EXPECT_EQ(shown(what, "pgpool_nodes"), since("4_2_0") ? nothing : unasked);
    EXPECT_EQ(shown(what, "pgpool_node_list(probe => true)"), since("4_3_0") ? asked : unasked);
}

TEST_P(RecordedPools, TellOfTheirHealthChecksFrom4_2On)
{
    const std::string what =
        "node_id::text, hostname, port::text, status, role, total_count::text, success_count::text, skip_count::text, "
        "(last_health_check LIKE '2026-11-21 03:1%')::text, last_failed_health_check, error";
    EXPECT_EQ(shown(what, "pgpool_health_check_stats"),
              since("4_2_0") ? "0 127.0.0.1 21430 waiting primary 2 2 0 true - -\n"
                               "1 127.0.0.1 21431 waiting standby 2 2 0 true - -\n"
                               "2 127.0.0.1 21432 down standby 4 2 2 true - -"
                             : "- - - - - - - - - - this Pgpool is older than 4.2 and keeps no such statistics");
}

TEST_P(RecordedPools, ListTheirProcesses)
{
    const std::string what =
        "count(pid)::text, bool_or(connected)::text, max(status), "
        "bool_and(process_start LIKE '2026-11-21 03:1%')::text, max(backend_connection_time), max(client_host), "
        "max(error)";
    const std::string waits = since("4_3_0") ? "Wait for connection" : "-";
    EXPECT_EQ(shown(what, "pgpool_processes"), "48 false " + waits + " true - - -");
}

TEST_P(RecordedPools, TellTheirSettings)
{
    const std::string what = "name, value, (description <> '')::text, error";
    EXPECT_EQ(shown(what, "pgpool_settings", "WHERE name IN ('port', 'backend_port1') ORDER BY name"),
              "backend_port1 21431 true -\nport 21990 true -");
    EXPECT_GE(std::stoi(server().sql("SELECT count(*) FROM efm_extension.pgpool_settings")), 147);
}

TEST_P(RecordedPools, SayThatTheyHaveNoWatchdog)
{
    EXPECT_THAT(shown("node_id::text, quorum, error", "pgpool_watchdog"),
                ::testing::MatchesRegex("- - PCP at " + name() + " refused watchdog info: .* is not enabled"));
}

// The one that has one was not asked for anything else.
class RecordedWatchdog : public RecordedPools {};

INSTANTIATE_TEST_SUITE_P(Of, RecordedWatchdog, ::testing::Values("4_3_5"),
                         [](const auto& release) { return "V" + release.param; });

TEST_P(RecordedWatchdog, ShowsItsMembers)
{
    const std::string what =
        "node_id::text, quorum, escalated::text, total_nodes::text, alive_remote_nodes::text, state, hostname, "
        "membership, error";
    EXPECT_EQ(shown(what, "pgpool_watchdog"),
              "0 exists false 2 1 STANDBY 127.0.0.10 MEMBER -\n"
              "1 exists false 2 1 LEADER 127.0.0.11 MEMBER -");
}

}  // namespace
