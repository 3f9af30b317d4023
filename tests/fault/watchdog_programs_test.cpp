// The built programs under a watchdog that no setting names whole.
#include <filesystem>

#include "fake_watchdog.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace watchdog_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class WatchdogPrograms : public Watchdog {
protected:
    WatchdogPrograms()
    {
        support::write_own_text(passfile_, "*:*:pcpu:secret\n");
        std::filesystem::permissions(passfile_, std::filesystem::perms{0600});
        std::filesystem::permissions(directory_.path(), std::filesystem::perms{0700});
    }

    // Knows of one member by name.
    efm::CommandResult run(std::vector<std::string> arguments, const std::string& timeout = "10s")
    {
        for (const std::string& setting :
             {"mode=watchdog"s, "pcp.user=pcpu"s, "pcp.passfile=" + passfile_.string(), "log=none"s,
              "state_dir=" + directory_.path().string(), "run_dir=" + directory_.path().string()}) {
            arguments.insert(arguments.end(), {"--set", setting});
        }
        arguments.insert(arguments.end(), {"--pool", name(1), "--timeout", timeout});
        return support::run_program("pgpool_backend", arguments, {}, 60s);
    }

    void give(int member, pcp::NodeStatus status)
    {
        at(member).change([&](support::FakePool& pool) { pool.backends[2].status = status; });
    }

    support::TempDir directory_;
    std::filesystem::path passfile_ = directory_.path() / "pcppass";
};

TEST_F(WatchdogPrograms, DrainAllMembersAndSayForEach)
{
    const auto result = run({"detach", "127.0.0.1:5434", "--drain", "200ms"});
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_EQ(at(0).count('D'), 1);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(at(i).count('P'), 1) << "member " << i;
    EXPECT_THAT(result.out, HasSubstr("in pool " + name(2) + "; drained"));
}

TEST_F(WatchdogPrograms, ShowTheStatusOfEveryMemberThatTakesPart)
{
    hands_on_ = false;
    give(0, pcp::NodeStatus::down);
    const auto result = run({"status"});
    EXPECT_THAT(result.out, HasSubstr(name(0)));
    EXPECT_THAT(result.out, HasSubstr(name(2)));
    EXPECT_THAT(result.out, HasSubstr("detached in " + name(0)));

    at(2).refuse_connections();
    set(1, {leader, standby, lost});
    const std::string without = run({"status"}).out;
    EXPECT_THAT(without, Not(HasSubstr(name(2))));
    EXPECT_THAT(without, HasSubstr("has its member \"" + address(2) + "\" as LOST"));
}

TEST_F(WatchdogPrograms, TellARoleThoughAMemberIsLost)
{
    at(2).refuse_connections();
    set(1, {leader, standby, lost});
    const auto result = run({"role", "127.0.0.1:5432"});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_THAT(result.out, HasSubstr("primary"));
}

TEST_F(WatchdogPrograms, CloseWhatHasComeTrueThoughAMemberIsLost)
{
    for (int i = 0; i < 3; ++i) give(i, pcp::NodeStatus::down);
    at(0).on('C', fault::say_success_and_do_nothing);
    const auto attach = run({"attach", "127.0.0.1:5434", "--set", "proof=off"}, "500ms");
    EXPECT_EQ(attach.exit_code, 75) << attach.out;
    EXPECT_THAT(run({"events"}).out, HasSubstr("not reached"));

    at(2).refuse_connections();
    set(1, {leader, standby, lost});
    for (const int i : {0, 1}) give(i, pcp::NodeStatus::up);
    const auto healed = run({"reconcile"});
    EXPECT_EQ(healed.exit_code, 0) << healed.out << healed.err;
    EXPECT_THAT(run({"events"}).out, Not(HasSubstr("not reached")));
}

}  // namespace
}  // namespace watchdog_test
