// The journal of a hook that is killed, and of one whose disk is bad: the record may be lost, and that is said; the act
// may not.
#include "efm/journal.hpp"

#include <thread>

#include "eventually.hpp"
#include "journal_fixture.hpp"
#include "sqlite.hpp"

namespace {

using namespace std::chrono_literals;
using efm::Ending;
using support::FakePcpServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class JournalOfAHook : public JournaledHook {};

TEST_F(JournalOfAHook, HasTheEventWithItsStepsAndWhatCameOfIt)
{
    FakePcpServer server;
    const auto result = detach(server);
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_THAT(result.out, Not(HasSubstr("journal")));
    const auto kept = events();
    ASSERT_THAT(kept, SizeIs(1));
    EXPECT_EQ(kept[0].given.verb, "detach");
    EXPECT_EQ(kept[0].given.type, "s");
    EXPECT_EQ(kept[0].given.source.program, "load_balancer_detach");
    EXPECT_EQ(kept[0].ending, Ending::done);
    EXPECT_THAT(kept[0].sentence, HasSubstr("detached backend 2"));
    EXPECT_THAT(kept[0].results, SizeIs(1));
    EXPECT_THAT(kept[0].steps, ::testing::Contains(::testing::Field(&efm::StepRecord::step, "act")));
}

TEST_F(JournalOfAHook, HasAnEventThatWasNotReachedAsOneToBeTakenUp)
{
    FakePcpServer server;
    server.refuse_connections();
    EXPECT_EQ(detach(server).exit_code, 69);
    const auto open = efm::Journal(setup()).open_events();
    ASSERT_THAT(open, SizeIs(1));
    EXPECT_EQ(open[0].ending, Ending::not_reached);
    EXPECT_FALSE(open[0].running);
}

TEST_F(JournalOfAHook, HasNothingOfADryRunOrAQuestion)
{
    FakePcpServer server;
    run(server, "load_balancer_detach", {standby, "--dry-run"});
    run(server, "pgpool_backend", {"role", "127.0.0.1", "5434"});
    EXPECT_TRUE(std::filesystem::is_empty(state_dir_));
}

TEST_F(JournalOfAHook, HasNoSecrets)
{
    FakePcpServer server;
    detach(server);
    for (const auto& entry : std::filesystem::directory_iterator(state_dir_)) {
        EXPECT_THAT(support::read_text(entry.path()), Not(HasSubstr("secret"))) << entry.path();
    }
}

TEST_F(JournalOfAHook, HasAllOfTwentyThatRunAtOnce)
{
    FakePcpServer server;
    {
        std::vector<std::jthread> hooks;
        for (int i = 0; i < 20; ++i) hooks.emplace_back([&] { detach(server); });
    }
    EXPECT_TRUE(support::eventually([&] { return events().size() == 20; }));
    EXPECT_THAT(efm::Journal(setup()).open_events(), IsEmpty());
}

TEST_F(JournalOfAHook, SaysWhereTheEventIsOrWhyItIsNot)
{
    FakePcpServer server;
    const auto kept = run(server, "load_balancer_detach", {standby, "--json"}).out;
    EXPECT_THAT(kept, HasSubstr("\"recorded\":true,\"journal_loss\":null"));
    EXPECT_THAT(kept, HasSubstr("\"event\":\"" + events().at(0).given.id + "\""));
    const auto lost = run(server, "load_balancer_detach", {standby, "--json"}, "errno 28 pwrite").out;
    EXPECT_THAT(lost, HasSubstr("\"recorded\":false,\"journal_loss\":\""));
}

// --- a disk that is bad ---

struct BadDisk {
    const char* name;
    const char* fault;
    const char* words;
};

class EveryBadDisk : public JournaledHook, public ::testing::WithParamInterface<BadDisk> {};

TEST_P(EveryBadDisk, CostsTheRecordAndNothingElse)
{
    FakePcpServer server;
    const auto result = detach(server, GetParam().fault);
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_TRUE(is_down(server));
    EXPECT_THAT(result.out, HasSubstr("detached backend 2"));
    EXPECT_THAT(result.out, HasSubstr("the journal lacks this: "));
    EXPECT_THAT(result.out, HasSubstr(GetParam().words));
    EXPECT_LT(result.duration, 3s);
}

TEST_P(EveryBadDisk, ChangesNoOtherExitCode)
{
    FakePcpServer server;
    const auto result = run(server, "load_balancer_detach", {"127.9.9.9", "--timeout", "4s"}, GetParam().fault);
    EXPECT_EQ(result.exit_code, 68) << result.out;
}

INSTANTIATE_TEST_SUITE_P(Each, EveryBadDisk,
                         ::testing::Values(BadDisk{"full", "errno 28 pwrite", "full"},
                                           BadDisk{"broken", "errno 5 pwrite", "disk I/O error"},
                                           BadDisk{"that_cannot_sync", "errno 5 sync", "journal.db"},
                                           BadDisk{"slow", "slow 3000", "did not take the record within"}),
                         [](const auto& row) { return row.param.name; });

TEST_F(JournalOfAHook, IsWrittenInTheEndIfTheDiskIsSlow)
{
    FakePcpServer server;
    detach(server);
    EXPECT_THAT(detach(server, "slow 1500").out, HasSubstr("did not take the record within"));
    EXPECT_TRUE(support::eventually([&] { return events().size() == 2 && events()[1].ending == Ending::done; }));
}

// --- kill -9, at every call that reaches the disk or crosses a socket ---

struct Killed {
    const char* name;
    const char* who;
    bool has_journal;  // before
};

class KilledAtEveryStep : public JournaledHook, public ::testing::WithParamInterface<Killed> {
protected:
    // False when there are not that many steps.
    bool kill_at(int step)
    {
        const auto mark = directory_ / "killed";
        std::filesystem::remove(mark);
        use_state_dir(directory_ / ("state" + std::to_string(step)));
        FakePcpServer server;
        const std::size_t before = GetParam().has_journal ? 1 : 0;
        if (before > 0) copy_old_journal();
        const auto result =
            detach(server, std::string("kill ") + GetParam().who + ' ' + std::to_string(step) + ' ' + mark.string());
        if (std::string(GetParam().who) == "keeper") {
            EXPECT_EQ(result.exit_code, 0) << result.out;
            EXPECT_TRUE(is_down(server));
            const bool said = result.out.find("the journal lacks this") != std::string::npos;
            EXPECT_TRUE(said || events().back().ending == Ending::done);
        } else if (server.count('D') > 0) {
            EXPECT_TRUE(support::eventually([&] { return events().size() == before + 1; }));
        }
        expect_whole();
        return std::filesystem::exists(mark);
    }

    // Of one event, as another hook left it.
    void copy_old_journal()
    {
        const auto wanted = state_dir_;
        if (!std::filesystem::exists(directory_ / "old")) {
            use_state_dir(directory_ / "old");
            FakePcpServer server;
            detach(server);
            EXPECT_THAT(events(), SizeIs(1));
        }
        use_state_dir(wanted);
        for (const char* name : {"journal.db", "journal.db-wal"}) {
            std::filesystem::copy_file(directory_ / "old" / name, state_dir_ / name);
        }
    }

    void expect_whole() const
    {
        efm::Journal next(setup());
        EXPECT_NO_THROW(next.open_events());
        EXPECT_EQ(next.loss(), std::nullopt);
        efm::Database file((state_dir_ / "journal.db").string(), efm::Database::Access::read);
        efm::Statement check = file.rows("PRAGMA integrity_check");
        ASSERT_TRUE(check.next());
        EXPECT_EQ(check.text(0), "ok");
    }
};

TEST_P(KilledAtEveryStep, LeavesTheJournalWholeAndTheIntentInIt)
{
    int step = 1;
    while (kill_at(step) && !HasFailure()) ++step;
    EXPECT_GT(step, 8) << "the faults were not loaded";
    if (HasFailure()) ADD_FAILURE() << "at step " << step;
}

INSTANTIATE_TEST_SUITE_P(Each, KilledAtEveryStep,
                         ::testing::Values(Killed{"hook", "hook", false}, Killed{"keeper", "keeper", false},
                                           Killed{"both", "both", false},
                                           Killed{"keeper_of_an_old_journal", "keeper", true},
                                           Killed{"both_with_an_old_journal", "both", true}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
