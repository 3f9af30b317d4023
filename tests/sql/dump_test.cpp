// A database with the extension is dumped and restored: the history, and what people have made of it, are there again.
#include <gtest/gtest.h>

#include "extension_server.hpp"
#include "live.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;

class Dump : public support::LiveTest {};

TEST_F(Dump, HoldsTheHistoryAndUsersViewsAndGrants)
{
    ExtensionServer server(Preload::yes);
    server.sql(
        "CREATE ROLE monitor1 LOGIN; SELECT efm_extension.grant_access_to_user('monitor1');"
        "GRANT EXECUTE ON FUNCTION efm_extension.efm_resume_monitoring() TO monitor1;"
        "CREATE VIEW dashboard AS SELECT node_ip, role FROM efm_extension.efm_nodes_details;"
        "INSERT INTO efm_extension.efm_status_history (status_json) "
        "SELECT efm_extension.efm_cluster_status_json() FROM generate_series(1, 3)");
    server.sql("CREATE DATABASE again");
    const support::TempDir dir;
    const std::string dump = dir / "dump";
    const std::vector<std::string> here{"--host=" + server.server().address(),
                                        "--port=" + std::to_string(server.server().port()), "--username=postgres"};
    const auto run = [&](const char* tool, std::vector<std::string> words) {
        words.insert(words.begin(), support::postgres_program(tool));
        words.insert(words.end(), here.begin(), here.end());
        support::run_tool(words);
    };
    run("pg_dump", {"--format=custom", "--file=" + dump, "postgres"});
    run("pg_restore", {"--exit-on-error", "--dbname=again", dump});

    support::Login again = server.login();
    again.database = "again";
    const std::string history =
        "SELECT string_agg(id || status_json::text || collected_at, ';' ORDER BY id) FROM "
        "efm_extension.efm_status_history";
    EXPECT_EQ(query_value(again, history), server.sql(history));
    EXPECT_EQ(query_value(again, "SELECT nextval('efm_extension.efm_status_history_id_seq')"), "4");
    again.user = "monitor1";
    EXPECT_EQ(query_value(again, "SELECT count(*) FROM efm_extension.efm_metrics WHERE metric_name = 'efm_up'"), "1");
    EXPECT_EQ(query_value(again, "SELECT has_function_privilege('efm_extension.efm_resume_monitoring()', 'EXECUTE')"),
              "t");
    again.user = "postgres";
    EXPECT_EQ(query_value(again, "SELECT count(*) FROM dashboard"), "2");
}

}  // namespace
