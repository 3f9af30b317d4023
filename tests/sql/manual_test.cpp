// Every statement of the published manual as it stands there, on EFM 4 and 5, under the catalog of 2.0 and under that
// of 1.1 as `UPDATE TO '1.1'` makes it from 1.0; and what the manual shows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "extension_server.hpp"
#include "live.hpp"

namespace {

using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;

struct Generation {
    const char* name;
    const char* member;  // what the JSON says of one, after its address and its type
};

constexpr Generation generations[] = {
    {"Efm4", R"("db":"UP","vip":"","vip_active":false,"xlogReceive":"0/50001234","xlog":"0/50001234","xloginfo":"")"},
    {"Efm5", R"("db":"UP","vip":"","vip_active":false,"lsnReceive":"0/50001234","lsn":"0/50001234","lsnInfo":"")"},
};

constexpr const char* reading[] = {
    "SELECT efm_extension.efm_cluster_status('text');",
    "SELECT efm_extension.efm_cluster_status_json();",
    "SELECT * FROM efm_extension.efm_nodes_details;",
    "SELECT * FROM efm_extension.efm_metrics;",
    "SELECT efm_extension.zabbix_node_discovery();",
    "SELECT * FROM efm_extension.efm_cache_stats();",
    "SELECT efm_extension.efm_invalidate_cache();",
    "SELECT collected_at, status_json->'nodes'\nFROM efm_extension.efm_status_history\nORDER BY collected_at DESC\n"
    "LIMIT 10;",
    "SELECT efm_extension.cleanup_status_history(7);",
    "SELECT * FROM efm_extension.efm_local_properties;",
};

constexpr const char* managing[] = {
    "SELECT efm_extension.efm_allow_node('172.17.0.3');",
    "SELECT efm_extension.efm_disallow_node('172.17.0.3');",
    "SELECT efm_extension.efm_set_priority('172.17.0.2', '1');",
    "SELECT efm_extension.efm_switchover();",
    "SELECT efm_extension.efm_resume_monitoring();",
};

constexpr const char* setting[] = {
    "ALTER SYSTEM SET efm.cluster_name TO 'efm';",
    "ALTER SYSTEM SET efm.properties_location TO '/etc/edb/efm-4.9';",
    "ALTER SYSTEM SET efm.java_home TO '/usr/lib/jvm/java-11-openjdk'; -- Required for EFM",
    "ALTER SYSTEM SET efm.command_path TO '/usr/edb/efm-4.9/bin/efm';",
    "ALTER SYSTEM SET efm.sudo_path TO '/usr/bin/sudo';",
    "ALTER SYSTEM SET efm.sudo_user TO 'efm';",
    "ALTER SYSTEM SET efm.cache_ttl TO 5; -- seconds, 0 = disabled",
    "SELECT pg_reload_conf();",
};

std::string member(const Generation& generation, const std::string& address, const std::string& type)
{
    return '"' + address + R"(":{"type":")" + type + "\"," + generation.member + '}';
}

std::string status(const Generation& generation)
{
    return R"({"nodes":{)" + member(generation, "172.17.0.1", "Primary") + ',' +
           member(generation, "172.17.0.2", "Standby") + ',' + member(generation, "172.17.0.3", "Standby") +
           R"(},"allowednodes":["172.17.0.1","172.17.0.2","172.17.0.3"],"membershipcoordinator":"172.17.0.2",)"
           R"("failoverpriority":["172.17.0.2","172.17.0.3"],"minimumstandbys":0,"missingnodes":[],"messages":[]})";
}

// Does as it is told, as far as its next status goes.
constexpr const char* obedient = R"sh(
case "$1" in
    disallow-node) sed -i "s/\"allowednodes\":.*\"],\"mem/\"allowednodes\":[\"172.17.0.1\",\"172.17.0.2\"],\"mem/" status.json ;;
    promote) sed -i 's/Primary/Was/; s/Standby/Primary/; s/Was/Standby/' status.json ;;
esac
)sh";

class Manual : public support::LiveTest, public ::testing::WithParamInterface<std::tuple<const char*, Generation>> {
protected:
    static void SetUpTestSuite() { server_ = std::make_unique<ExtensionServer>(Preload::yes); }
    static void TearDownTestSuite() { server_.reset(); }

    void SetUp() override
    {
        server_->efm().misbehave(obedient);
        server_->sql("DROP EXTENSION IF EXISTS efm_extension");
        if (std::string(std::get<0>(GetParam())) == "2.0") {
            server_->sql("CREATE EXTENSION efm_extension;");
        } else {
            server_->sql("CREATE EXTENSION efm_extension VERSION '1.0'");
            server_->sql("ALTER EXTENSION efm_extension UPDATE TO '1.1';");
        }
        server_->efm().print_status(status(std::get<1>(GetParam())));
        server_->sql("SELECT efm_extension.efm_invalidate_cache()");
    }

    static std::string shown(const std::string& statement) { return server_->sql(statement); }

    static inline std::unique_ptr<ExtensionServer> server_;
};

TEST_P(Manual, EveryStatementRuns)
{
    for (const char* statement : reading) EXPECT_EQ(error_of(server_->login(), statement), "") << statement;
    for (const char* statement : managing) EXPECT_EQ(shown(statement), "0") << statement;
    // EFM asks whether that is meant, and so do we: docs/compatibility.md.
    EXPECT_THAT(error_of(server_->login(), "SELECT efm_extension.efm_failover();"),
                ::testing::HasSubstr("EFM asks: The primary database will be shut down"));
    server_->sql("CREATE ROLE monitoring_user");
    EXPECT_EQ(shown("SELECT efm_extension.grant_access_to_user('monitoring_user');"), "t");
    server_->sql("DROP OWNED BY monitoring_user; DROP ROLE monitoring_user");
}

TEST_P(Manual, EveryExampleShowsItsValues)
{
    EXPECT_EQ(shown("SELECT string_agg(concat_ws(' | ', host(node_ip), role, db_status, xlog, agent_status), E'\\n') "
                    "FROM efm_extension.efm_nodes_details"),
              "172.17.0.1 | Primary | UP | 0/50001234 | UP\n"
              "172.17.0.2 | Standby | UP | 0/50001234 | UP\n"
              "172.17.0.3 | Standby | UP | 0/50001234 | UP");
    const std::string metric = "SELECT count(*) FROM efm_extension.efm_metrics WHERE metric_name = ";
    EXPECT_EQ(shown(metric + "'efm_cluster_nodes_total' AND value = 3 AND labels = '{\"cluster\": \"efm\"}'"), "1");
    EXPECT_EQ(shown(metric + "'efm_node_status' AND value = 1 AND "
                             "labels @> '{\"node_ip\": \"172.17.0.1\", \"node_type\": \"Primary\"}'"),
              "1");
    EXPECT_EQ(shown(metric + "'efm_cache_hit_ratio' AND value > 0 AND value < 1"), "1");
    EXPECT_EQ(shown("SELECT efm_extension.zabbix_node_discovery() @> "
                    "'{\"data\": [{\"{#NODE_IP}\": \"172.17.0.1\", \"{#NODE_TYPE}\": \"Primary\"}]}'"),
              "t");
    EXPECT_EQ(shown("SELECT string_agg(name || ' | ' || value, E'\\n') FROM (SELECT * FROM "
                    "efm_extension.efm_local_properties LIMIT 4) AS first"),
              "db.user | efm\ndb.port | 5444\nauto.failover | true\nminimum.standbys | 0");
}

std::string name_of(const ::testing::TestParamInfo<std::tuple<const char*, Generation>>& on)
{
    const bool new_catalog = std::string(std::get<0>(on.param)) == "2.0";
    return std::string(std::get<1>(on.param).name) + (new_catalog ? "Version20" : "Version11");
}

INSTANTIATE_TEST_SUITE_P(On, Manual,
                         ::testing::Combine(::testing::Values("1.1", "2.0"), ::testing::ValuesIn(generations)),
                         name_of);

// As the manual says: by ALTER SYSTEM, and at once.
TEST(ManualSettings, ApplyByReload)
{
    if (!support::require_live()) return;
    ExtensionServer server(Preload::yes);
    for (const char* statement : setting) EXPECT_EQ(error_of(server.login(), statement), "") << statement;
    EXPECT_EQ(server.sql("SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN "
                         "('efm.command_path', 'efm.java_home', 'efm.sudo_user')"),
              "/usr/edb/efm-4.9/bin/efm /usr/lib/jvm/java-11-openjdk efm");
}

}  // namespace
