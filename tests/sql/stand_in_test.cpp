// The published manual from its beginning to its end, by psql, over servers that a stand-in for EFM 4 and 5 manages:
// what its reader types, and what that does. What psql printed is printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/command_runner.hpp"
#include "efm_cluster.hpp"
#include "eventually.hpp"
#include "extension_server.hpp"
#include "live.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class ManualByHand : public support::LiveTest, public ::testing::WithParamInterface<const char*> {
protected:
    void SetUp() override
    {
        LiveTest::SetUp();
        for (std::size_t i = 0; i < efm_.size(); ++i) {
            const support::PostgresServer& server = server_[i];
            const auto set = [&](const std::string& name, const std::string& value) {
                server.sql("ALTER SYSTEM SET " + name + " TO '" + value + "'");
            };
            set("efm.command_path", efm_.command(i));
            set("efm.properties_location", efm_.properties(i).parent_path());
            set("efm.job_watch", "60s");
            set("shared_preload_libraries", server_.files().library());  // EFM restarts it without the overlay
            server.sql("SELECT pg_reload_conf()");
        }
    }

    // As psql prints it, errors included.
    std::string typed(const std::string& statement, std::size_t server = 0)
    {
        efm::Command command;
        command.argv = {support::postgres_program("psql"),
                        "--no-psqlrc",
                        "--host=" + server_[server].address(),
                        "--port=" + std::to_string(server_[server].port()),
                        "--username=postgres",
                        "--command=" + statement};
        command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{90});
        const auto result = efm::BoostCommandRunner{}.run(command);
        std::printf("\npostgres=# %s\n%s%s", statement.c_str(), result.out.c_str(), result.err.c_str());
        return result.out + result.err;
    }

    // A function of the extension that returns 0 or raises.
    std::string call(const std::string& function, std::size_t server = 0)
    {
        return typed("SELECT efm_extension." + function + ";", server);
    }

    std::string address(std::size_t member) const { return efm_.address(member); }

    ExtensionServer server_{Preload::no,
                            "shared_preload_libraries = 'efm_extension'\nefm.bgw_enabled = on\n"
                            "efm.bgw_persist_history = on\nefm.bgw_interval = 10s\n",
                            3};
    support::EfmCluster efm_{server_.cluster(), {.generation = GetParam(), .standin = {{"group", "\"postgres\""}}}};
};

TEST_P(ManualByHand, ShowsWhatItShows)
{
    EXPECT_THAT(typed("CREATE EXTENSION efm_extension VERSION '1.0';"), HasSubstr("CREATE EXTENSION"));
    EXPECT_THAT(typed("ALTER EXTENSION efm_extension UPDATE TO '1.1';"), HasSubstr("ALTER EXTENSION"));
    EXPECT_THAT(typed("ALTER EXTENSION efm_extension UPDATE;"), HasSubstr("ALTER EXTENSION"));
    call("efm_invalidate_cache()");  // it was polled before it had its settings
    typed("CREATE ROLE monitoring_user LOGIN;");
    EXPECT_THAT(call("grant_access_to_user('monitoring_user')"), HasSubstr(" t\n"));
    EXPECT_THAT(call("efm_cluster_status('text')"), HasSubstr("Promote Status:"));
    EXPECT_THAT(call("efm_cluster_status_json()"), HasSubstr("\"nodes\": {\"" + address(0)));
    const std::string nodes = typed("SELECT * FROM efm_extension.efm_nodes_details;");
    EXPECT_THAT(nodes, ContainsRegex(address(0) + " +\\| Primary +\\| UP +\\| 0/[0-9A-F]+ +\\| UP "));
    EXPECT_THAT(nodes, ContainsRegex(address(1) + " +\\| Standby +\\| UP +\\| 0/[0-9A-F]+ +\\| UP "));
    const std::string metrics = typed("SELECT * FROM efm_extension.efm_metrics;");
    EXPECT_THAT(metrics, ContainsRegex("efm_cluster_nodes_total +\\| +3 \\| \\{\"cluster\": \"efm\"\\}"));
    EXPECT_THAT(metrics, ContainsRegex("efm_node_status +\\| +1 \\| .*\"" + address(0) + "\".*\"Primary\""));
    EXPECT_THAT(metrics, ContainsRegex("efm_cache_hit_ratio +\\| +0?\\.?[0-9]+ "));
    EXPECT_THAT(call("zabbix_node_discovery()"), HasSubstr("\"{#NODE_IP}\": \"" + address(0) + "\""));
    EXPECT_THAT(typed("SELECT * FROM efm_extension.efm_cache_stats();"), HasSubstr("(1 row)"));
    call("efm_invalidate_cache()");
    ASSERT_TRUE(support::eventually(
        [&] { return server_.sql("SELECT count(*) > 0 FROM efm_extension.efm_status_history") == "t"; }));
    EXPECT_THAT(typed("SELECT collected_at, status_json->'nodes'\nFROM efm_extension.efm_status_history\n"
                      "ORDER BY collected_at DESC\nLIMIT 10;"),
                HasSubstr(address(0)));
    EXPECT_THAT(call("cleanup_status_history(7)"), HasSubstr(" 0\n"));
    EXPECT_THAT(typed("SELECT * FROM efm_extension.efm_local_properties;"), ContainsRegex("db.user +\\| "));
    EXPECT_THAT(typed("SELECT * FROM efm_extension.efm_is_available();"), HasSubstr(" t "));
    EXPECT_THAT(typed("SELECT name, ok, detail, hint FROM efm_extension.efm_selfcheck() WHERE name <> 'cluster';"),
                ::testing::Not(ContainsRegex("\\| f +\\|")));
    const auto agrees = [&] {  // its standbys may be behind for a moment
        const std::string seen =
            typed("SELECT address, port, contact, agrees, difference FROM efm_extension.cluster_overview;");
        return seen.find("| t ") != std::string::npos && seen.find("| f ") == std::string::npos;
    };
    EXPECT_TRUE(support::eventually(agrees, std::chrono::seconds{60}, std::chrono::seconds{1}));
}

TEST_P(ManualByHand, DoesWhatItSays)
{
    typed("CREATE EXTENSION efm_extension;");
    const std::string done = " 0\n(1 row)";
    const auto ends_well = [&](const std::string& said) {
        EXPECT_THAT(said, HasSubstr(done));
        EXPECT_THAT(said, ::testing::Not(HasSubstr("NOTICE")));
    };
    ends_well(call("efm_disallow_node('" + address(2) + "')"));
    ends_well(call("efm_allow_node('" + address(2) + "')"));
    ends_well(call("efm_set_priority('" + address(2) + "', '1')"));
    // On the one that EFM does not restart for it; again only while EFM finds the standbys out of sync.
    std::string said;
    EXPECT_TRUE(support::eventually(
        [&] { return (said = call("efm_switchover()", 2)).find("not find the cluster in sync") == std::string::npos; },
        std::chrono::seconds{60}, std::chrono::milliseconds{500}));
    ends_well(said);
    EXPECT_TRUE(efm_.wait_for({"Standby", "Standby", "Primary"}));
    EXPECT_THAT(typed("SELECT * FROM efm_extension.efm_nodes_details;", 2),
                ContainsRegex(address(2) + " +\\| Primary"));
    EXPECT_THAT(call("efm_failover()", 2), HasSubstr("EFM asks"));
    call("efm_resume_monitoring()", 2);
    typed("SELECT id, state, request, outcome, exit_code, command FROM efm_extension.efm_jobs;", 2);
    typed("SELECT * FROM efm_extension.cluster_events;", 2);
}

INSTANTIATE_TEST_SUITE_P(On, ManualByHand, ::testing::Values("4.9", "5.2"), [](const auto& generation) {
    return std::string(generation.param) == "4.9" ? std::string("Efm4") : std::string("Efm5");
});

}  // namespace
