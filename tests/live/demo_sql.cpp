#include "demo_sql.hpp"

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "eventually.hpp"
#include "live.hpp"
#include "run.hpp"
#include "server_overlay.hpp"
#include "temp_dir.hpp"

namespace demo {
namespace {

constexpr const char* settings =
    "efm.cluster_name = 'efm'\n"
    "efm.sudo_user = ''\n"
    "efm.bgw_enabled = on\n"
    "efm.bgw_interval = 1s\n";

constexpr const char* overview =
    "SELECT address, role, efm_type, in_recovery, timeline, agrees, difference FROM efm_extension.cluster_overview";
constexpr const char* nodes = "SELECT node_id, hostname, status, role FROM efm_extension.pgpool_nodes";
constexpr const char* events =
    "SELECT to_char(at, 'HH24:MI:SS.MS') AS at, source, event FROM efm_extension.cluster_events";

void print(const support::PostgresServer& server, const std::string& statement)
{
    const auto out =
        support::run_tool({support::postgres_program("psql"), "--no-psqlrc", "--host=" + server.address(),
                           "--port=" + std::to_string(server.port()), "--username=postgres", "--command=" + statement});
    std::printf("\n%s;\n%s", statement.c_str(), out.c_str());
}

}  // namespace

struct SqlSide::Files {
    sql_test::ServerOverlay overlay;
    support::TempDir dir;  // what the servers' user runs and reads
};

SqlSide::SqlSide() : files_(std::make_unique<Files>())
{
    std::filesystem::copy_file(support::built_program("pgpool_backend"), files_->dir / "pgpool_backend");
}

SqlSide::~SqlSide() = default;

support::PostgresOptions SqlSide::servers() const
{
    return {files_->overlay.program(), "shared_preload_libraries = '" + files_->overlay.library() + "'\n" + settings};
}

void SqlSide::set_up(scenarios::House& house) const
{
    const std::string hooks_conf = files_->dir / "hooks.conf";
    support::write_own_text(
        hooks_conf, support::with_values(support::read_text(house.pool().hooks_conf()), {{"server.user", "postgres"}}));
    for (std::size_t i = 0; i < house.size(); ++i) {
        const auto set = [&](const std::string& name, const std::string& value) {
            house.server(i).sql("ALTER SYSTEM SET efm." + name + " = '" + value + "'");
        };
        set("command_path", house.efm().command(i));
        set("properties_location", house.efm().properties(i).parent_path());
        set("hooks_conf", hooks_conf);
        set("pgpool_command", files_->dir / "pgpool_backend");
        house.server(i).sql("SELECT pg_reload_conf()");
    }
    house.server(0).sql("CREATE EXTENSION efm_extension");
}

void SqlSide::show(scenarios::House& house, std::size_t server) const
{
    const support::PostgresServer& asked = house.server(server);
    const std::string seen = "SELECT count(*) > 0 FROM efm_extension.cluster_events WHERE event LIKE '%" +
                             asked.address() + ": % -> Primary%'";
    if (!support::eventually([&] { return asked.sql(seen) == "t"; })) throw std::runtime_error("SQL saw no failover");
    std::printf("\n== What the new primary says of it over SQL (efm_extension)\n");
    for (const char* statement : {overview, nodes, events}) print(asked, statement);
}

}  // namespace demo
