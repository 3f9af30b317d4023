#include "efm/journal.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <latch>
#include <thread>

#include "efm/error.hpp"
#include "journal_samples.hpp"
#include "sqlite.hpp"

namespace {

using efm::Ending;
using efm::Journal;
using journal_samples::at;
using journal_samples::order;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class JournalFile : public ::testing::Test {
protected:
    JournalFile()
    {
        std::string name = std::filesystem::temp_directory_path() / "journal.XXXXXX";
        directory_ = ::mkdtemp(name.data());
    }
    ~JournalFile() override { std::filesystem::remove_all(directory_); }

    Journal::Setup setup() const
    {
        return {.state_dir = directory_, .budget = 10s, .now = [] {
                    return at(0);
                }};
    }

    // An intent written by a program of its own. What it said about a loss.
    std::string write(const std::string& id) const
    {
        Journal journal(setup());
        journal.begin(order(id, "detach", "10.0.0.3"));
        journal.settle();
        return journal.loss().value_or("");
    }

    // In place of the journal.
    void write_garbage() const
    {
        std::ofstream(directory_ / "journal.db") << std::string(8'192, 'x');
        ::chmod((directory_ / "journal.db").c_str(), 0600);
    }

    mode_t mode_of(const char* name) const
    {
        struct stat status {};
        EXPECT_EQ(::stat((directory_ / name).c_str(), &status), 0) << name;
        return status.st_mode & 07777;
    }

    std::filesystem::path directory_;
};

TEST_F(JournalFile, IsReadByTheNextProgram)
{
    EXPECT_EQ(write("1-1"), "");
    Journal next(setup());
    const auto open = next.open_events();
    ASSERT_THAT(open, SizeIs(1));
    EXPECT_EQ(open[0].given.id, "1-1");
    EXPECT_THAT(next.orders(), SizeIs(1));
}

TEST_F(JournalFile, TellsTheWholeStoryInOrder)
{
    Journal journal(setup());
    journal.begin(order("1-1", "detach", "10.0.0.3"));
    EXPECT_TRUE(journal.settle());
    journal.note("1-1", {.pool = "a:9898", .step = "act"});
    journal.close("1-1", {.ending = Ending::done, .sentence = "detached"});
    const auto events = journal.events({});
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(events[0].sentence, "detached");
    ASSERT_THAT(events[0].steps, SizeIs(1));
    EXPECT_EQ(events[0].steps[0].at, at(0));
}

TEST_F(JournalFile, BelongsToOneUser)
{
    write("1-1");
    for (const char* name : {"journal.db", "journal.db-wal", "journal.db-shm", "journal.db.lock"}) {
        EXPECT_EQ(mode_of(name), 0600U) << name;
    }
}

TEST_F(JournalFile, BelongsToTheGroupInADirectoryThatSaysSo)
{
    ::chmod(directory_.c_str(), 02770);
    write("1-1");
    for (const char* name : {"journal.db", "journal.db-wal", "journal.db-shm", "journal.db.lock"}) {
        EXPECT_EQ(mode_of(name), 0660U) << name;
    }
}

TEST_F(JournalFile, IsNotKeptWhereOthersMayLook)
{
    for (const mode_t mode : {0755U, 0750U, 0770U, 01777U, 02775U}) {
        ::chmod(directory_.c_str(), mode);
        EXPECT_THAT(write("1-1"), HasSubstr("is open to others: `chmod 0700`")) << std::oct << mode;
    }
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(JournalFile, IsNotKeptInAFileOrLinkOfSomebodyElses)
{
    std::ofstream(directory_ / "journal.db");
    ::chmod((directory_ / "journal.db").c_str(), 0644);
    EXPECT_THAT(write("1-1"), HasSubstr("journal.db is open to others"));
    std::filesystem::remove(directory_ / "journal.db");
    std::filesystem::create_symlink("/dev/null", directory_ / "journal.db");
    EXPECT_THAT(write("1-1"), HasSubstr("journal.db"));
}

TEST_F(JournalFile, SaysThatTheDirectoryIsMissingAndHowToMakeIt)
{
    std::filesystem::remove_all(directory_);
    EXPECT_THAT(write("1-1"), HasSubstr("does not exist: make it with"));
}

TEST_F(JournalFile, IsNoneWithoutADirectoryAndThatIsNoLoss)
{
    Journal journal({.state_dir = ""});
    journal.begin(order("1-1", "detach", "10.0.0.3"));
    EXPECT_TRUE(journal.settle());
    EXPECT_THAT(journal.known_holds(), IsEmpty());
    EXPECT_EQ(journal.loss(), std::nullopt);
    EXPECT_THROW(journal.holds(), efm::Error);
}

TEST_F(JournalFile, IsSetAsideIfItIsDamagedAndNothingIsDeleted)
{
    write("1-1");
    for (const char* name : {"journal.db", "journal.db-wal"}) {
        std::ofstream(directory_ / name, std::ios::trunc) << std::string(8'192, 'x');
    }
    EXPECT_THAT(write("2-1"), HasSubstr("was damaged and is now"));
    EXPECT_EQ(write("3-1"), "");
    Journal next(setup());
    EXPECT_THAT(next.open_events(), SizeIs(1));  // the third superseded the second
    int aside = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
        aside += entry.path().filename().string().starts_with("journal.db.damaged-") ? 1 : 0;
    }
    EXPECT_GE(aside, 1);
}

// The first who comes may be one that nobody listens to.
TEST_F(JournalFile, KnowsThatAnotherWasSetAside)
{
    write_garbage();
    EXPECT_THAT(Journal(setup()).holds(), IsEmpty());
    const auto events = Journal(setup()).events({});
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(events[0].given.verb, "set-aside");
    EXPECT_THAT(events[0].given.id, StartsWith("journal.db.damaged-"));
    EXPECT_THAT(events[0].sentence, HasSubstr("standing orders and holds too, is not known any more"));
}

// As a bit that flipped in the schema has it.
TEST_F(JournalFile, IsSetAsideIfItLacksAColumn)
{
    write("1-1");
    efm::Database(directory_ / "journal.db", efm::Database::Access::write)
        .run("ALTER TABLE event RENAME COLUMN sentence TO sentense");
    EXPECT_THAT(write("2-1"), HasSubstr("was damaged and is now"));
}

TEST_F(JournalFile, AnswersWhoIsHeldAndWhy)
{
    Journal journal(setup());
    journal.hold({.member = {"10.0.0.3", {}}, .reason = "memory test", .holder = "root", .since = at(0)});
    EXPECT_EQ(journal.known_holds().at(0).reason, "memory test");
    EXPECT_TRUE(journal.release({"10.0.0.3", {}}));
    EXPECT_THAT(journal.known_holds(), IsEmpty());
}

TEST_F(JournalFile, CanBeReadAsACopyElsewhere)
{
    write("1-1");
    Journal(setup()).copy_to(directory_ / "copy.db");
    const auto events = efm::read_journal(directory_ / "copy.db", {}, {});
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(events[0].given.id, "1-1");
    EXPECT_THROW(Journal(setup()).copy_to(directory_ / "copy.db"), efm::Error);
    EXPECT_THROW(efm::read_journal(directory_ / "none.db", {}, {}), efm::Error);
    EXPECT_FALSE(std::filesystem::exists(directory_ / "copy.db-wal"));
}

// The disk of a keeper that is stopped hangs.
class StoppedKeeper {
public:
    StoppedKeeper()
    {
        std::ifstream children("/proc/thread-self/children");
        for (pid_t each = 0; children >> each;) keeper_ = each;
        EXPECT_EQ(::kill(keeper_, SIGSTOP), 0);
    }
    ~StoppedKeeper() { ::kill(keeper_, SIGCONT); }

private:
    pid_t keeper_ = 0;  // the one that was started last
};

// Who asks has a connection open.
TEST_F(JournalFile, IsAskedForAMomentAndNoLongerWhileAnotherThreadWaitsForTheDisk)
{
    Journal::Setup patient = setup();
    patient.patience.deadline = pcp::Deadline::after(60s);
    Journal journal(patient);
    bool kept = false;
    std::latch waits(1);
    std::jthread other;
    {
        const StoppedKeeper keeper;
        journal.begin(order("e", "detach", "10.0.0.3"));
        other = std::jthread([&] {
            waits.count_down();
            kept = journal.settle();
        });
        waits.wait();
        for (int i = 0; i < 20; ++i) EXPECT_FALSE(journal.has_intent_within(1ms));
    }
    other.join();
    EXPECT_TRUE(kept) << "its time was over before this one was answered";
}

TEST_F(JournalFile, HasTheIntentThoughStepsAreStillBeingWritten)
{
    Journal journal(setup());
    journal.begin(order("e", "detach", "10.0.0.3"));
    EXPECT_TRUE(journal.has_intent_within(10s));
    const StoppedKeeper keeper;
    journal.note("e", {.pool = "p1:9898", .step = "verify", .detail = "another pool's"});
    EXPECT_TRUE(journal.has_intent_within(1ms));
}

TEST_F(JournalFile, IsNotReadFromAFifo)
{
    const auto fifo = directory_ / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const pcp::Patience patience{.deadline = pcp::Deadline::after(5s)};
    EXPECT_THAT([&] { efm::read_journal(fifo, {}, patience); },
                ::testing::ThrowsMessage<efm::Error>(HasSubstr("is no regular file")));
}

// As `reconcile --every` does for days. The last one is reaped with the program.
TEST_F(JournalFile, LeavesNoDeadKeepersInAProgramThatStays)
{
    const auto reap_all = [] {
        int reaped = 0;
        while (::waitpid(-1, nullptr, 0) > 0) ++reaped;
        return reaped;
    };
    reap_all();
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(write("e" + std::to_string(i)), "");
        siginfo_t ended{};
        EXPECT_EQ(::waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT), 0) << "it is dead, and not reaped";
    }
    EXPECT_EQ(reap_all(), 1);
}

}  // namespace
