// `pgpool_backend doctor` as the built program, over a scripted pool: what it sends, and what it finds in files.
#include <gmock/gmock.h>
#include <pwd.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "fake_pcp_server.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using support::FakePcpServer;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using perms = std::filesystem::perms;

std::string own_name()
{
    const passwd* user = ::getpwuid(::geteuid());
    return user ? user->pw_name : "";
}

class Doctor : public ::testing::Test {
protected:
    Doctor()
    {
        write("pcppass", "*:*:pcpu:secret\n", perms{0600});
        write("efm.properties", "script.load.balancer.attach=" + support::built_program("pgpool_backend").string() +
                                    " %h\ndb.password.encrypted=0123456789abcdef0123456789abcdef\n");
        std::filesystem::create_directory(state_);
        std::filesystem::permissions(state_, perms{0700});
    }

    void write(const std::string& name, const std::string& text, perms mode = perms{0644}) const
    {
        support::write_own_text(directory_ / name, text);
        std::filesystem::permissions(directory_ / name, mode);
    }

    std::string settings_of(const FakePcpServer& server) const
    {
        return "pool = " + server.address() + ':' + std::to_string(server.port()) +
               "\npcp.user = pcpu\npcp.passfile = " + (directory_ / "pcppass").string() +
               "\nefm.properties = " + (directory_ / "efm.properties").string() + "\nstate_dir = " + state_.string() +
               "\nrun_dir = " + state_.string() + "\nlog = none\ntimeout = 60s\n";
    }

    efm::CommandResult doctor(const std::string& settings, const std::vector<std::string>& more = {}) const
    {
        write("hooks.conf", settings);
        std::vector<std::string> arguments{"doctor", "--config", directory_ / "hooks.conf", "--user", own_name()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::run_program("pgpool_backend", arguments);
    }

    std::vector<std::string> failures(const std::string& settings) const
    {
        std::vector<std::string> names;
        const json document = json::parse(doctor(settings, {"--json"}).out);
        for (const auto& check : document["checks"]) {
            if (check["verdict"] == "fail") names.push_back(check["check"]);
        }
        return names;
    }

    support::TempDir directory_;
    std::filesystem::path state_ = directory_ / "state";
};

TEST_F(Doctor, SendsNothingThatChangesAnything)
{
    const FakePcpServer server;
    const auto result = doctor(settings_of(server));
    EXPECT_EQ(result.exit_code, 78) << result.out << result.err;
    EXPECT_GT(server.count('B'), 0);
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
    EXPECT_EQ(server.pool().reloads, 0);
    for (const support::Request& request : server.requests()) {
        EXPECT_THAT("MRXLHIBW", HasSubstr(std::string(1, request.type)));
    }
}

// It would crash the server's worker.
TEST_F(Doctor, AsksNoPoolOfMoreThan79BackendsForItsSettings)
{
    const FakePcpServer server{support::pool_of(80)};
    const auto result = doctor(settings_of(server));
    EXPECT_EQ(server.count('B'), 0);
    EXPECT_THAT(result.out, HasSubstr("crashes its PCP worker"));
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

TEST_F(Doctor, GoesOnBehindAMisspeltKey)
{
    const FakePcpServer server;
    std::string settings = settings_of(server);
    settings.replace(settings.find("pcp.user"), 8, "pcp.usre");
    EXPECT_THAT(doctor(settings).out, HasSubstr("hooks.conf:2: unknown key \"pcp.usre\"  ->  write pcp.user\n"));
    EXPECT_THAT(failures(settings), Not(Contains("pool")));
    const auto other = support::run_program("pgpool_backend", {"nodes", "--config", directory_ / "hooks.conf"});
    EXPECT_EQ(other.exit_code, 78) << other.out;
}

TEST_F(Doctor, NamesEachFaultOfThePasswordFile)
{
    const FakePcpServer server;
    const std::string settings = settings_of(server);
    write("pcppass", "*:*:pcpu:secret\n", perms{0644});
    EXPECT_THAT(failures(settings), Contains("passfile_mode"));
    EXPECT_THAT(failures(settings), Not(Contains("pool")));
    write("pcppass", "*:*:nobody:secret\n", perms{0600});
    EXPECT_THAT(doctor(settings).out, HasSubstr("line 1 matches but for its user"));
    write("pcppass", "*:*:pcpu:wrong\n", perms{0600});
    EXPECT_THAT(failures(settings), Contains("pool"));
    std::filesystem::remove(directory_ / "pcppass");
    EXPECT_THAT(failures(settings), Contains("passfile"));
}

TEST_F(Doctor, FindsAStateDirectoryThatIsOpenToOthers)
{
    const FakePcpServer server;
    std::filesystem::permissions(state_, perms{0755});
    EXPECT_THAT(failures(settings_of(server)), Contains("state_dir"));
}

TEST_F(Doctor, EndsByItsDeadlineWhenThePoolHangs)
{
    FakePcpServer server;
    server.on('B', support::fault::silence);
    const auto result = doctor(settings_of(server), {"--timeout", "1s"});
    EXPECT_EQ(result.ending, efm::CommandResult::Ending::exited);
    EXPECT_EQ(result.exit_code, 78) << result.out;
}

// Each secret that a set-up has, in each place that it may be in.
TEST_F(Doctor, WritesABundleWithoutAnySecret)
{
    FakePcpServer server;
    server.change([](support::FakePool& pool) {
        pool.settings = {{"failover_command", "PGPASSWORD=canary-command psql"},
                         {"wd_authkey", "canary-live"},
                         {"failback_command", "/x canary-pcp canary\"quoted canary:tail canary:one:sql canary-live"}};
    });
    write("pcppass",
          "*:*:pcpu:secret\nhost:1:other:canary-pcp\nhost:2:other:canary\"quoted\nhost:3:other:canary:tail\r\n",
          perms{0600});
    write("pgpass", "*:*:*:efm_pgpool:canary-\\:sql\nh:1:d:role:canary:one:sql\n", perms{0600});
    write("efm.properties",
          "db.password.encrypted=canary-efm\nefm.license=canary-license\n"
          "jdbc.properties=user=a&sslpassword=canary-jdbc&loglevel=1\nuser.email=canary-:sql@example.com\n");
    write("pgpool.conf", "sr_check_password = 'canary-sr'\nwd_authkey='canary-wd'\nport = 9999 # canary-comment\n");
    const std::string bundle = directory_ / "bundle.json";
    const auto result = doctor(settings_of(server) + "server.passfile = " + (directory_ / "pgpass").string() + '\n',
                               {"--bundle", bundle, "--pgpool-conf", directory_ / "pgpool.conf"});
    EXPECT_THAT(result.out, HasSubstr("wrote " + bundle)) << result.out;

    const std::string text = support::read_text(bundle);
    EXPECT_THAT(text, Not(HasSubstr("canary")));
    EXPECT_THAT(text, Not(HasSubstr("secret\"")));
    EXPECT_EQ(std::filesystem::status(bundle).permissions(), perms{0600});
    const json document = json::parse(text);
    EXPECT_EQ(document["pools"][0]["settings"]["failback_command"], "/x ******** ******** ******** ******** ********");
    EXPECT_EQ(document["pgpool_conf"]["values"][2]["value"], "9999");
    EXPECT_EQ(document["settings"][0]["value"], server.address() + ':' + std::to_string(server.port()));
    EXPECT_EQ(document["doctor"]["exit"], 78);
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

TEST_F(Doctor, WritesNoBundleOverAFileThatIsThere)
{
    const FakePcpServer server;
    write("bundle.json", "mine");
    const auto result = doctor(settings_of(server), {"--bundle", directory_ / "bundle.json"});
    EXPECT_EQ(result.exit_code, 71);
    EXPECT_EQ(support::read_text(directory_ / "bundle.json"), "mine");
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(Doctor, KnowsTheUserThatIsNamed)
{
    const auto result = support::run_program("pgpool_backend", {"doctor", "--user", "nobody_of_that_name"});
    EXPECT_EQ(result.exit_code, 64);
    EXPECT_THAT(result.out, HasSubstr("this host has no such user"));
}

}  // namespace
