// From the published extension's catalog, whichever way it came about, to ours: everything that read it goes on to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "extension_server.hpp"
#include "live.hpp"

namespace {

using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;
using ::testing::HasSubstr;

// Each object of the extension's with all that can be seen of it, rights included, but for one role's.
constexpr const char* catalog = R"sql(
    SELECT string_agg(object || ': ' || coalesce(definition, ''), E'\n' ORDER BY object) FROM (
        SELECT pg_describe_object(classid, objid, 0) AS object,
               CASE classid WHEN 'pg_proc'::regclass THEN
                   (SELECT concat_ws(' ', prolang, prosecdef, provolatile, proparallel, proisstrict, prorows, proargnames,
                                     pg_get_function_arguments(proc.oid), pg_get_function_result(proc.oid), prosrc,
                                     proconfig, obj_description(proc.oid, 'pg_proc'),
                                     regexp_replace(proacl::text, ',?old_monitor=[^,}]*', '', 'g'))
                    FROM pg_proc AS proc WHERE proc.oid = objid)
               WHEN 'pg_class'::regclass THEN
                   (SELECT concat_ws(' ', relkind, pg_get_viewdef(objid), obj_description(objid, 'pg_class'),
                                     (SELECT string_agg(attname || format_type(atttypid, atttypmod) || attnotnull, ','
                                                        ORDER BY attnum)
                                      FROM pg_attribute WHERE attrelid = objid AND attnum > 0),
                                     (SELECT string_agg(indexrelid::regclass::text, ',' ORDER BY 1) FROM pg_index
                                      WHERE indrelid = objid),
                                     regexp_replace(relacl::text, ',?old_monitor=[^,}]*', '', 'g'))
                    FROM pg_class WHERE pg_class.oid = objid)
               END AS definition
        FROM pg_depend JOIN pg_extension ON refobjid = pg_extension.oid AND extname = 'efm_extension' AND deptype = 'e'
    ) AS described)sql";

constexpr const char* ended[] = {"encrypt_efm('a', 'b')",
                                 "get_efm('', 'b')",
                                 "get_pgpool_links()",
                                 "pgpool_link_exists('a')",
                                 "pgpool_backendpid_details('a', 1)",
                                 "add_pgpool_monitoring('h', 1, 'd', 'u', 'p')",
                                 "remove_pgpool_monitoring('h', 1, 'd')"};

constexpr const char* managing[] = {"efm_failover()",
                                    "efm_switchover()",
                                    "efm_allow_node('10.0.0.9')",
                                    "efm_set_priority('10.0.0.9', '1')",
                                    "efm_invalidate_cache()",
                                    "cleanup_status_history()",
                                    "grant_access_to_user('old_monitor')",
                                    "efm_disallow_node('10.0.0.9')",
                                    "efm_resume_monitoring()",
                                    "revoke_access_from_user('old_monitor')"};

class Published : public support::LiveTest, public ::testing::WithParamInterface<const char*> {
protected:
    static void SetUpTestSuite()
    {
        server_ = std::make_unique<ExtensionServer>(Preload::yes);
        fresh_ = server_->sql(catalog);
        server_->sql("DROP EXTENSION efm_extension");
        server_->files().replace_scripts(EFM_PUBLISHED);
    }

    static void TearDownTestSuite() { server_.reset(); }

    void SetUp() override
    {
        server_->sql(std::string("CREATE EXTENSION efm_extension VERSION '") + GetParam() + "' CASCADE");
        server_->sql("CREATE ROLE old_monitor LOGIN; SELECT efm_extension.grant_access_to_user('old_monitor')");
        server_->sql("ALTER EXTENSION efm_extension UPDATE TO '1.1'");
        server_->sql("SELECT efm_extension.grant_access_to_user('old_monitor')");
        build_dashboards();
    }

    void TearDown() override
    {
        server_->sql("DROP EXTENSION efm_extension CASCADE; DROP EXTENSION IF EXISTS dblink, pgcrypto");
        server_->sql("DROP OWNED BY old_monitor; DROP ROLE old_monitor");
    }

    // What people have made of it.
    static void build_dashboards()
    {
        server_->sql(
            "CREATE VIEW dashboard AS SELECT node_ip, role, agent_status FROM efm_extension.efm_nodes_details;"
            "CREATE VIEW graph AS SELECT metric_name, value FROM efm_extension.efm_metrics;"
            "CREATE VIEW settings_seen AS SELECT name FROM efm_extension.efm_local_properties;"
            "GRANT SELECT ON dashboard, graph, settings_seen TO old_monitor;"
            "INSERT INTO efm_extension.efm_status_history (status_json) VALUES ('{\"nodes\": {}}');"
            "INSERT INTO efm_extension.pgpool_nodes VALUES ('pool.example.net', 9999, 'db', 'user', '\\x00')");
    }

    static void expect_dashboards_work()
    {
        for (const char* read :
             {"FROM dashboard", "FROM graph WHERE metric_name = 'efm_cluster_nodes_total'", "FROM settings_seen",
              "FROM efm_extension.efm_nodes_details WHERE role = 'Primary' AND agent_status = 'UP'",
              "FROM efm_extension.efm_metrics", "FROM efm_extension.efm_local_properties",
              "FROM efm_extension.efm_cluster_status('text')", "FROM efm_extension.efm_get_nodes()",
              "FROM efm_extension.efm_cache_stats()", "FROM efm_extension.efm_is_available() WHERE is_available",
              "WHERE efm_extension.zabbix_node_discovery() ? 'data'",
              "WHERE efm_extension.efm_cluster_status_json() ? 'nodes'",
              "WHERE efm_extension.pg_last_wal_replay_lsn() IS NOT NULL"}) {
            EXPECT_EQ(query_value(server_->login("old_monitor"), std::string("SELECT count(*) > 0 ") + read), "t")
                << read;
        }
    }

    static std::string error_for_monitor(const std::string& call)
    {
        return error_of(server_->login("old_monitor"), "SELECT efm_extension." + call);
    }

    static inline std::unique_ptr<ExtensionServer> server_;
    static inline std::string fresh_;
};

TEST_P(Published, EveryDashboardGoesOn)
{
    expect_dashboards_work();  // with our library under the old catalog
    server_->sql("ALTER EXTENSION efm_extension UPDATE");
    expect_dashboards_work();
    EXPECT_EQ(server_->sql("SELECT count(*) FROM efm_extension.efm_status_history"), "1");
}

TEST_P(Published, OrdersAreTheOwnersAloneAfterwards)
{
    server_->sql("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA efm_extension TO old_monitor");
    server_->sql("ALTER EXTENSION efm_extension UPDATE");
    for (const char* call : managing) EXPECT_THAT(error_for_monitor(call), HasSubstr("permission denied")) << call;
    for (const char* call : ended) EXPECT_THAT(error_for_monitor(call), HasSubstr("does not exist")) << call;
}

TEST_P(Published, IsTheSameAsFreshAfterwards)
{
    server_->sql("ALTER EXTENSION efm_extension UPDATE");
    EXPECT_EQ(server_->sql(catalog), fresh_);
    server_->sql("DROP EXTENSION dblink; DROP EXTENSION pgcrypto");
    EXPECT_EQ(error_for_monitor("efm_cluster_status_json()"), "");
}

// A reader may have been given less than all.
TEST_P(Published, WhoMayReadSomethingMayReadIt)
{
    server_->sql(
        "CREATE ROLE scraper LOGIN; GRANT USAGE ON SCHEMA efm_extension TO scraper;"
        "GRANT EXECUTE ON FUNCTION efm_extension.efm_get_nodes(), efm_extension.efm_cache_stats() TO scraper;"
        "GRANT SELECT ON graph TO scraper;"
        "CREATE ROLE zabbix LOGIN; GRANT USAGE ON SCHEMA efm_extension TO zabbix;"
        "GRANT EXECUTE ON FUNCTION efm_extension.zabbix_node_discovery() TO zabbix");
    server_->sql("ALTER EXTENSION efm_extension UPDATE");
    EXPECT_EQ(error_of(server_->login("scraper"), "SELECT * FROM graph"), "");
    EXPECT_EQ(error_of(server_->login("zabbix"), "SELECT efm_extension.zabbix_node_discovery()"), "");
    server_->sql("DROP OWNED BY scraper, zabbix; DROP ROLE scraper, zabbix");
}

INSTANTIATE_TEST_SUITE_P(From, Published, ::testing::Values("1.0", "1.1"),
                         [](const auto& version) { return std::string(version.param) == "1.0" ? "Updated" : "Fresh"; });

}  // namespace
