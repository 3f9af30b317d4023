#include "monitored_cluster.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace monitoring {

using support::eventually;

bool require_programs(const std::vector<std::string>& paths)
{
    std::string missing;
    for (const std::string& path : paths) {
        if (::access(path.c_str(), X_OK) != 0) missing.append(" ").append(path);
    }
    if (missing.empty()) return true;
    const char* required = std::getenv("REQUIRE_LIVE");
    if (required && std::string_view(required) == "1") {
        [&] {
            FAIL() << "REQUIRE_LIVE=1, and these are missing:" << missing;
        }();
    } else {
        [&] {
            GTEST_SKIP() << "missing:" << missing;
        }();
    }
    return false;
}

void MonitoredCluster::TearDownTestSuite()
{
    efm_.reset();
    pool_.reset();
    servers_.reset();
}

void MonitoredCluster::SetUp()
{
    if (!support::require_live()) return;
    if (!efm_) {
        servers_ = std::make_unique<support::PostgresCluster>();
        pool_ = std::make_unique<support::PgpoolServer>(*servers_);
        efm_ = std::make_unique<support::EfmCluster>(*servers_, *pool_);
    }
    for (std::size_t member = 0; member < efm_->size(); ++member) run({"attach", address(member)});
    ASSERT_TRUE(eventually([] { return run({"status"}).exit_code == 0; }, std::chrono::seconds{60}))
        << run({"status"}).out;
}

std::string MonitoredCluster::pool_name()
{
    return pool_->pcp().host + ':' + std::to_string(pool_->pcp().port);
}

std::vector<std::string> MonitoredCluster::settings()
{
    return {"--config", pool_->hooks_conf(),
            "--set",    "log=none",
            "--set",    "efm.command=" + efm_->command(0).string(),
            "--set",    "efm.cluster=" + efm_->name(),
            "--set",    "efm.properties=" + efm_->properties(0).string(),
            "--set",    "server.user=postgres"};
}

std::vector<std::string> MonitoredCluster::settings_of_agent(const support::TempDir& dir)
{
    const support::PcpEndpoint& pcp = pool_->pcp();
    support::write_text(dir / "pcppass", "*:*:" + pcp.user + ':' + pcp.password + '\n', std::filesystem::perms{0600});
    support::write_text(dir / "hooks.conf", "pool = " + pool_name() + "\npcp.user = " + pcp.user +
                                                "\npcp.passfile = " + (dir / "pcppass").string() + "\nefm.command = " +
                                                efm_->command(0).string() + "\nefm.cluster = " + efm_->name() +
                                                "\nefm.properties = " + efm_->properties(0).string() +
                                                "\nserver.user = postgres\nstate_dir =\nlog = none\n");
    return {"--config", dir / "hooks.conf"};
}

efm::CommandResult MonitoredCluster::run(std::vector<std::string> words)
{
    const std::vector<std::string> more = settings();
    words.insert(words.end(), more.begin(), more.end());
    return support::run_program("pgpool_backend", words);
}

bool MonitoredCluster::detach(std::size_t member)
{
    return run({"detach", address(member)}).exit_code == 0;
}

}  // namespace monitoring
