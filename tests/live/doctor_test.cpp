// `pgpool_backend doctor` over real servers, a real Pgpool and the stand-in for EFM: a set-up in which all is well, and
// faults in it.
#include <gmock/gmock.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "efm_cluster.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "pgpool_server.hpp"
#include "run.hpp"

namespace {

using efm::CommandResult;
using nlohmann::json;
using support::EfmCluster;
using support::eventually;
using support::PgpoolServer;
using support::PostgresCluster;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string own_name()
{
    const passwd* user = ::getpwuid(::geteuid());
    return user ? user->pw_name : "";
}

class Doctor : public support::LiveTest {
protected:
    void SetUp() override
    {
        if (!support::require_live()) return;
        servers_ = std::make_unique<PostgresCluster>();
        pool_ = std::make_unique<PgpoolServer>(*servers_);
        efm_ = std::make_unique<EfmCluster>(*servers_, *pool_,
                                            support::EfmOptions{.properties = {{"detach.on.agent.failure", "false"}}});
    }

    CommandResult doctor(const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> arguments{"doctor",   "--config", pool_->hooks_conf(), "--set",
                                           "log=none", "--user",   own_name()};
        for (const std::string& setting :
             {"efm.command=" + efm_->command(0).string(), "efm.cluster=" + efm_->name(),
              "efm.properties=" + efm_->properties(0).string(), std::string("server.user=postgres")}) {
            arguments.insert(arguments.end(), {"--set", setting});
        }
        arguments.insert(arguments.end(), {"--pgpool-conf", pool_->dir() / "pgpool.conf"});
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::run_program("pgpool_backend", arguments);
    }

    // The checks that found a fault.
    std::vector<std::string> faults(const std::vector<std::string>& more = {}) const
    {
        std::vector<std::string> names;
        std::vector<std::string> arguments{"--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const json document = json::parse(doctor(arguments).out);
        for (const auto& check : document["checks"]) {
            if (check["verdict"] != "ok") names.push_back(check["check"]);
        }
        return names;
    }

    bool comes_to(const std::vector<std::string>& checks, const std::vector<std::string>& more = {}) const
    {
        return eventually([&] { return faults(more) == checks; }, std::chrono::seconds{30});
    }

    void set_property(const std::string& name, const std::string& value) const
    {
        const auto file = efm_->properties(0);
        support::write_own_text(file, support::with_values(support::read_text(file), {{name, value}}));
    }

    std::unique_ptr<PostgresCluster> servers_;
    std::unique_ptr<PgpoolServer> pool_;
    std::unique_ptr<EfmCluster> efm_;
};

TEST_F(Doctor, SaysAllWellAndThenFindsEachFault)
{
    EXPECT_TRUE(comes_to({})) << doctor().out;
    EXPECT_TRUE(eventually([&] {
        const auto well = doctor();
        return well.exit_code == 0 && well.out.starts_with("all well: ");
    })) << doctor().out;

    const auto passfile = pool_->pcp().passfile;
    std::filesystem::permissions(passfile, std::filesystem::perms{0640});
    EXPECT_TRUE(comes_to({"passfile_mode"})) << doctor().out;
    EXPECT_EQ(doctor().exit_code, 78);
    std::filesystem::permissions(passfile, std::filesystem::perms{0600});

    EXPECT_TRUE(comes_to({"server_login", "server_login", "server_login"}, {"--set", "server.user=monitor"}));

    set_property("script.load.balancer.detach", "/usr/bin/load_balancer_detach_not_there %h %t");
    EXPECT_TRUE(comes_to({"detach_line"})) << doctor().out;
    set_property("script.load.balancer.detach", "");
    EXPECT_TRUE(comes_to({"detach_line"})) << doctor().out;
    EXPECT_THAT(doctor().out, HasSubstr("is not set: Pgpool is never told"));
}

TEST_F(Doctor, WritesABundleOfWhatWasSeen)
{
    support::run_program("pgpool_backend", {"detach", efm_->address(2), "--config", pool_->hooks_conf()});
    const std::string file = pool_->dir() / "bundle.json";
    std::string text;
    json bundle;
    const auto is_whole = [&] {
        std::filesystem::remove(file);
        doctor({"--bundle", file});
        text = support::read_text(file);
        bundle = json::parse(text);
        return bundle["survey"]["rows"].size() == 3 && !bundle["pools"][0]["settings"].empty() &&
               bundle["survey"]["rows"][0]["server"]["version"] > 120'000 && !bundle["events"].is_null();
    };
    ASSERT_TRUE(eventually(is_whole)) << text;
    EXPECT_EQ(bundle["pools"][0]["settings"]["auto_failback"], "0");
    EXPECT_EQ(bundle["events"]["events"].back()["verb"], "detach");
    EXPECT_THAT(text, Not(AnyOf(HasSubstr(pool_->pcp().password), HasSubstr("monitor-pass"))));
}

TEST_F(Doctor, NamesASecondFailoverAuthorityInALivePool)
{
    EXPECT_TRUE(comes_to({})) << doctor().out;
    const auto conf = pool_->dir() / "pgpool.conf";
    support::write_text(conf,
                        support::with_values(support::read_text(conf), {{"failover_command", "'/bin/true %d'"},
                                                                        {"auto_failback", "on"},
                                                                        {"fail_over_on_backend_error", "on"},
                                                                        {"failover_on_backend_error", ""},
                                                                        {"backend_flag1", "'DISALLOW_TO_FAILOVER'"}}));
    pool_->restart(PgpoolServer::StatusFile::drop);
    EXPECT_TRUE(
        comes_to({"failover_command", "failover_on_backend_error", "auto_failback", "backend_flag", "pgpool_conf"}))
        << doctor().out;
}

}  // namespace
