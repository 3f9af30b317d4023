// The verbs about the journal, as the built program.
#include "journal_fixture.hpp"

namespace {

using support::FakePcpServer;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class JournalVerbs : public JournaledHook {
protected:
    efm::CommandResult verb(std::vector<std::string> words) { return run(server_, "pgpool_backend", std::move(words)); }

    void expect(const efm::CommandResult& result, int exit, const std::string& words) const
    {
        EXPECT_EQ(result.exit_code, exit) << result.out << result.err;
        EXPECT_THAT(result.out, HasSubstr(words));
    }

    FakePcpServer server_;
};

TEST_F(JournalVerbs, ShowWhatHappenedWithoutColourInAPipe)
{
    expect(verb({"events"}), 0, "no events");
    detach(server_);
    const auto result = verb({"events"});
    expect(result, 0, "detach  " + std::string(standby) + "  manager  done");
    EXPECT_THAT(result.out, HasSubstr("of this host alone"));
    EXPECT_THAT(result.out, Not(HasSubstr("\033")));
    expect(verb({"events", "1"}), 0, "act     detach backend 2");
    expect(verb({"events", "9"}), 64, "no event 9");
}

TEST_F(JournalVerbs, CutTheListByCountAndTime)
{
    detach(server_);
    detach(server_);
    EXPECT_THAT(verb({"events", "--limit", "1"}).out, Not(HasSubstr("\n1 ")));
    expect(verb({"events", "--since", "1h"}), 0, "\n1 ");
    expect(verb({"events", "--since", "2099-01-01"}), 0, "no events");
    expect(verb({"events", "--since", "soon"}), 64, "neither a duration");
    expect(verb({"events", "--limit", "0"}), 64, "between 1 and 10000");
}

TEST_F(JournalVerbs, WriteDownWhatAnotherProgramHasDone)
{
    expect(verb({"record", "failover", "efm"}), 64, "wants a --reason");
    expect(verb({"record", "failover", "efm", "--reason=x", "--ending=perhaps"}), 64, "done or refused");
    expect(verb({"record", "failover", "efm", "--reason=--seen", "--by=alice from 10.0.0.9", "--since=1h"}), 0,
           "recorded failover efm");
    expect(verb({"events"}), 0, "failover  efm     operator  done");
    expect(verb({"events", "1"}), 0, "alice from 10.0.0.9");
    EXPECT_THAT(verb({"events", "--json"}).out, HasSubstr("--seen"));
    expect(verb({"record", "detach", "10.0.0.3", "--reason=x"}), 0, "recorded");
    expect(verb({"reconcile", "--dry-run"}), 0, "");
}

// The timer comes every ten seconds, and the journal has room for ten thousand events.
TEST_F(JournalVerbs, AskPgpoolNoMoreForAWhileWhatItHasRefused)
{
    server_.refuse_connections();
    expect(verb({"detach", "127.0.0.1", "5434"}), 69, "cannot reach PCP");
    server_.accept_connections();
    server_.on('D', support::fault::reject("degenerate backend request is canceled because failover is disallowed"));
    expect(verb({"reconcile"}), 77, "failover is disallowed");
    expect(verb({"reconcile"}), 77, "failover is disallowed");
    EXPECT_THAT(verb({"reconcile"}).out,
                HasSubstr("it is tried again 10 minutes later, or by you with the verb itself"));
    EXPECT_EQ(server_.count('D'), 1);
    EXPECT_THAT(events(), SizeIs(2)) << "the order, and one pass";
}

TEST_F(JournalVerbs, DrawToANewFileOnly)
{
    const auto file = directory_ / "picture.svg";
    expect(verb({"events", "--svg", file}), 64, "no event to draw");
    detach(server_);
    expect(verb({"events", "1", "--svg", file}), 0, "drew 1 events to");
    EXPECT_THAT(support::read_text(file), HasSubstr("</svg>"));
    expect(verb({"events", "1", "--svg", file}), 71, "does it exist already?");
}

TEST_F(JournalVerbs, MergeTheJournalsOfSeveralHosts)
{
    detach(server_);
    expect(verb({"events", "--copy", directory_ / "db1.db"}), 0, "copied");
    detach(server_);
    const auto merged = verb({"events", "--merge", directory_ / "db1.db", state_dir_ / "journal.db"});
    expect(merged, 0, "their clocks differ");
    EXPECT_EQ(std::count(merged.out.begin(), merged.out.end(), '\n'), 5);
    expect(verb({"events", "--merge"}), 64, "wants the files");
    expect(verb({"events", "--merge", passfile_}), 65, "not a database");
    expect(verb({"events", "--merge", "/no/such"}), 71, "No such file");
}

TEST_F(JournalVerbs, HoldAndReleaseAMember)
{
    expect(verb({"holds"}), 0, "no holds");
    expect(verb({"hold", "10.0.0.3"}), 64, "wants a --reason");
    expect(verb({"hold", "10.0.0.3", "--reason", "memory test", "--until", "2h"}), 0, "held 10.0.0.3 until ");
    expect(verb({"holds"}), 0, "memory test");
    expect(verb({"holds", "--json"}), 0, "\"member\":\"10.0.0.3\",\"reason\":\"memory test\"");
    EXPECT_EQ(efm::Journal(setup()).known_holds().at(0).reason, "memory test");
    expect(verb({"release", "10.0.0.3"}), 0, "released 10.0.0.3");
    expect(verb({"release", "10.0.0.3"}), 0, "nothing to do");
    expect(verb({"events"}), 0, "hold     10.0.0.3  operator  done");
}

TEST_F(JournalVerbs, SayThatADamagedJournalWasSetAside)
{
    const auto damage = [&] {
        for (const char* file : {"journal.db", "journal.db-wal", "journal.db-shm"}) {
            std::filesystem::remove(state_dir_ / file);  // a keeper may still be at work on them
        }
        std::ofstream(state_dir_ / "journal.db") << std::string(8'192, 'x');
        std::filesystem::permissions(state_dir_ / "journal.db", std::filesystem::perms{0600});
    };
    expect(verb({"hold", "10.0.0.3", "--reason", "x"}), 0, "held");
    damage();
    expect(verb({"holds"}), 0, "no holds on this host; " + (state_dir_ / "journal.db").string() + " was damaged");
    expect(verb({"events"}), 0, "set-aside  journal.db  suite  done");
    damage();
    expect(verb({"release", "10.0.0.3"}), 0, "is not held; ");
    damage();
    expect(verb({"hold", "10.0.0.3", "--reason", "x"}), 0, "was damaged");
    damage();
    EXPECT_THAT(verb({"reconcile", "--dry-run"}).out, HasSubstr("orders are not known: "));
}

TEST_F(JournalVerbs, TellOfAnEventDuringWhichTheClockWasSetBack)
{
    efm::Journal::Setup hours_back = setup();
    hours_back.now = [hour = 12]() mutable {
        return efm::Timestamp{std::chrono::hours{hour -= 2}};
    };
    efm::Journal journal(hours_back);
    journal.begin({.id = "1-1", .verb = "detach", .target = "10.0.0.3"});
    journal.close("1-1", {.sentence = "seen down"});
    ASSERT_TRUE(journal.settle());
    expect(verb({"events", "1"}), 0, "detach 10.0.0.3: event 1");
}

TEST_F(JournalVerbs, ChangeNothingInADryRun)
{
    expect(verb({"hold", "10.0.0.3", "--reason", "x", "--dry-run"}), 0, "would have held");
    EXPECT_TRUE(std::filesystem::is_empty(state_dir_));
}

TEST_F(JournalVerbs, FailWhereTheJournalCannotBeKept)
{
    std::filesystem::permissions(state_dir_, std::filesystem::perms{0755});
    expect(verb({"hold", "10.0.0.3", "--reason", "x"}), 78, "is open to others: `chmod 0700`");
    expect(verb({"events"}), 78, "is open to others");
    expect(run(server_, "pgpool_backend", {"hold", "10.0.0.3", "--reason", "x"}, "errno 28 pwrite"), 78, "open");
    std::filesystem::permissions(state_dir_, std::filesystem::perms{0700});
    expect(run(server_, "pgpool_backend", {"hold", "10.0.0.3", "--reason", "x"}, "errno 28 pwrite"), 71, "full");
}

}  // namespace
