// Through the real sudo, by our sample of its rules and by the published manual's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "daemon.hpp"
#include "efm/command_runner.hpp"
#include "ended_call.hpp"
#include "eventually.hpp"
#include "extension_server.hpp"
#include "live.hpp"
#include "postgres_user.hpp"
#include "sudo_house.hpp"

namespace {

using sql_test::ended_by_request;
using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* text_status = "SELECT efm_extension.efm_cluster_status('text')";
constexpr std::chrono::milliseconds cancel_bound{250};  // 100 on an idle machine

// The published manual's, word for word.
constexpr const char* manual = R"(# Read-only commands (status queries)
Cmnd_Alias EFM_READONLY = /usr/edb/efm-*/bin/efm cluster-status *, \
/usr/edb/efm-*/bin/efm cluster-status-json *
# Write commands (node management)
Cmnd_Alias EFM_WRITE = /usr/edb/efm-*/bin/efm allow-node *, \
/usr/edb/efm-*/bin/efm disallow-node *, \
/usr/edb/efm-*/bin/efm set-priority *, \
/usr/edb/efm-*/bin/efm resume *
# Critical commands (failover/switchover)
Cmnd_Alias EFM_CRITICAL = /usr/edb/efm-*/bin/efm promote *
# Grant permissions (adjust user as needed)
# SETENV allows passing JAVA_HOME which EFM requires
postgres ALL=(efm) NOPASSWD: SETENV: EFM_READONLY
postgres ALL=(efm) NOPASSWD: SETENV: EFM_WRITE
postgres ALL=(efm) NOPASSWD: SETENV: EFM_CRITICAL
)";

std::string sample()
{
    return support::read_text(EFM_CONFIG_SAMPLES "/sudoers.efm_extension");
}

class Sudo : public support::LiveTest {
protected:
    static void SetUpTestSuite()
    {
        if (::geteuid() != 0) return;
        static const sql_test::SudoHouse the_house;
        house_ = &the_house;
        server_ = std::make_unique<ExtensionServer>(
            Preload::yes, "efm.sudo_user = 'efm'\nefm.cache_ttl = 0\nefm.command_path = '" + house_->command() + "'\n");
        house_->install(server_->efm());
    }

    static void TearDownTestSuite() { server_.reset(); }

    void SetUp() override
    {
        LiveTest::SetUp();
        if (!house_) GTEST_SKIP() << "rules for sudo take root";
        house_->install(server_->efm());
        use_java("");
    }

    static void use_java(const std::string& home)
    {
        server_->sql("ALTER SYSTEM SET efm.java_home = '" + home + "'");
        server_->sql("SELECT pg_reload_conf()");
        EXPECT_TRUE(support::eventually([&] { return server_->sql("SHOW efm.java_home") == home; }));
    }

    // As the server's user.
    static efm::CommandResult run(const std::vector<std::string>& argv)
    {
        efm::Command command;
        command.argv = support::as_postgres(argv);
        command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{30});
        return efm::BoostCommandRunner{}.run(command);
    }

    static std::string outcome(const std::string& call)
    {
        return error_of(server_->login(), "SELECT efm_extension." + call);
    }

    static sql_test::EndedCall cancelled()
    {
        const std::size_t before = house_->calls().size();
        return ended_by_request(server_->login(), text_status, "pg_cancel_backend",
                                [&] { return house_->calls().size() > before; });
    }

    // Of what was run as the user efm.
    static bool nothing_is_left()
    {
        const auto dir = std::filesystem::path(house_->command()).parent_path();
        return support::eventually([&] { return support::processes_in(dir).empty(); });
    }

    static inline const sql_test::SudoHouse* house_ = nullptr;
    static inline std::unique_ptr<ExtensionServer> server_;
};

class SudoRules : public Sudo, public ::testing::WithParamInterface<const char*> {
protected:
    static std::string rules() { return std::string(GetParam()) == "manual" ? manual : sample(); }
};

TEST_P(SudoRules, LetEveryCallThrough)
{
    house_->allow(rules());
    if (rules() == manual) use_java("/srv/java");
    for (const char* call : {"efm_cluster_status_json()", "efm_cluster_status('text')", "efm_allow_node('172.17.0.3')",
                             "efm_disallow_node('10.0.0.9')", "efm_set_priority('172.17.0.3', '1')",
                             "efm_resume_monitoring()", "efm_switchover()", "efm_failover(force => true)"}) {
        EXPECT_EQ(outcome(call), "") << call;
    }
    const auto calls = house_->calls();
    EXPECT_THAT(calls, Each(StartsWith("efm: ")));
    for (const char* call : {"efm: cluster-status efm", "efm: allow-node efm 172.17.0.3",
                             "efm: disallow-node efm 10.0.0.9", "efm: set-priority efm 172.17.0.3 1", "efm: resume efm",
                             "efm: promote efm -switchover", "efm: promote efm"}) {
        EXPECT_THAT(calls, ::testing::Contains(call));
    }
}

TEST_P(SudoRules, AreListedForTheServersUser)
{
    house_->allow(rules());
    const auto listed = run({"/usr/bin/sudo", "-n", "-l"});
    EXPECT_THAT(listed.out, HasSubstr("/bin/efm promote")) << listed.err;
    EXPECT_TRUE(
        run({"/usr/bin/sudo", "-n", "-u", "efm", "-l", house_->command(), "cluster-status-json", "efm"}).succeeded());
    EXPECT_FALSE(run({"/usr/bin/sudo", "-n", "-u", "efm", "-l", house_->command(), "stop-cluster", "efm"}).succeeded());
    EXPECT_FALSE(
        run({"/usr/bin/sudo", "-n", "-u", "root", "-l", house_->command(), "cluster-status", "efm"}).succeeded());
}

INSTANTIATE_TEST_SUITE_P(Of, SudoRules, ::testing::Values("manual", "sample"),
                         [](const auto& origin) { return std::string(origin.param); });

TEST_F(Sudo, RefusesWhatTheSampleLeavesOut)
{
    std::string rules = sample();
    rules.erase(rules.find("postgres ALL=(efm) NOPASSWD: EFM_WRITE"));
    house_->allow(rules);
    EXPECT_EQ(outcome("efm_cluster_status_json()"), "");
    EXPECT_THAT(outcome("efm_failover(force => true)"), HasSubstr("a password is required"));
    EXPECT_THAT(house_->calls(), Not(::testing::Contains("efm: promote efm")));
}

// With a PATH or LD_PRELOAD of the caller's choice a rule for one command is a rule for all.
TEST_F(Sudo, TakesNoVariablesByTheSample)
{
    house_->allow(sample());
    const auto status = [](const std::string& variable) {
        return run({"/usr/bin/sudo", "-n", "-u", "efm", variable, house_->command(), "cluster-status", "efm"});
    };
    EXPECT_FALSE(status("PATH=/tmp").succeeded());
    EXPECT_FALSE(status("LD_PRELOAD=/tmp/ours.so").succeeded());
    use_java("/srv/java");
    EXPECT_THAT(outcome("efm_allow_node('172.17.0.3')"), Not(::testing::IsEmpty()));
}

// What sudo runs is not the server's to kill, and not to be waited for either.
TEST_F(Sudo, DoesNotKeepACallerWhoCancelled)
{
    house_->allow(sample());
    house_->misbehave("while [ ! -e $dir/go ]; do sleep 0.05; done");
    const auto call = sql_test::quickest(std::string(text_status) + " through sudo, pg_cancel_backend", cancel_bound,
                                         [&] { return cancelled(); });
    EXPECT_EQ(call.sqlstate, "57014");
    EXPECT_LT(call.took, cancel_bound);
    EXPECT_TRUE(nothing_is_left()) << "sudo was killed before it had told efm to end";
}

// With the published manual's rules it stays.
TEST_F(Sudo, EndsAStatusThatDoesNotEndItself)
{
    std::string rules = sample();
    rules.replace(rules.find("TIMEOUT=40s"), 11, "TIMEOUT=1s");
    house_->allow(rules);
    house_->misbehave("trap '' TERM HUP INT; while :; do sleep 0.05; done");
    EXPECT_EQ(cancelled().sqlstate, "57014");
    EXPECT_TRUE(nothing_is_left());
}

TEST_F(Sudo, IsWhatTheSelfcheckFindsMissing)
{
    house_->allow("");
    EXPECT_THAT(server_->sql("SELECT ok::text || ' ' || hint FROM efm_extension.efm_selfcheck() WHERE name = 'sudo'"),
                StartsWith("false "));
    house_->allow(sample());
    EXPECT_EQ(server_->sql("SELECT ok FROM efm_extension.efm_selfcheck() WHERE name = 'sudo'"), "t");
    use_java("/srv/java");
    EXPECT_THAT(server_->sql("SELECT ok::text || ' ' || detail FROM efm_extension.efm_selfcheck() WHERE name = 'sudo'"),
                HasSubstr("may not be given efm.java_home for: cluster-status-json allow-node promote"));
    house_->allow(manual);
    EXPECT_EQ(server_->sql("SELECT ok FROM efm_extension.efm_selfcheck() WHERE name = 'sudo'"), "t");
}

}  // namespace
