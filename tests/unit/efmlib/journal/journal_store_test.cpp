#include "journal_store.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "efm/error.hpp"
#include "journal_samples.hpp"

namespace {

using efm::Database;
using efm::Ending;
using efm::JournalStore;
using efm::Party;
using journal_samples::at;
using journal_samples::first;
using journal_samples::order;
using journal_samples::second;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Store : public ::testing::Test {
protected:
    JournalStore store_{Database(":memory:", Database::Access::write), Database::Access::write};

    std::vector<std::string> open_ids()
    {
        std::vector<std::string> ids;
        for (const efm::RecordedEvent& event : store_.open_events()) ids.push_back(event.given.id);
        return ids;
    }

    std::vector<std::string> standing()
    {
        std::vector<std::string> words;
        for (const efm::Order& each : store_.orders()) {
            words.push_back(std::string(to_string(each.party)) + ' ' + each.verb + ' ' + to_string(each.member));
        }
        return words;
    }
};

TEST_F(Store, GivesBackWhatItWasGiven)
{
    efm::NewEvent given = order("1-1", "detach", "10.0.0.3:5432");
    given.epoch = second;
    const efm::StepRecord step{.pool = "a:9898",
                               .step = "act",
                               .backend = "backend 2",
                               .detail = "detach: it is up",
                               .took = std::chrono::microseconds{1'500},
                               .at = at(5)};
    const efm::PoolResult result{"a:9898", true, "backend 2", "seen down", std::chrono::milliseconds{11}};
    store_.begin(given, at(0));
    store_.note("1-1", step);
    store_.close("1-1", {.ending = Ending::done, .sentence = "detached", .results = {result}}, at(12));

    const auto events = store_.events({});
    ASSERT_THAT(events, SizeIs(1));
    EXPECT_EQ(events[0].given, given);
    EXPECT_EQ(events[0].began, at(0));
    EXPECT_EQ(events[0].ended, at(12));
    EXPECT_EQ(events[0].ending, Ending::done);
    EXPECT_THAT(events[0].steps, ElementsAre(step));
    EXPECT_THAT(events[0].results, ElementsAre(result));
}

TEST_F(Store, KeepsOpenWhatWasNotClosedOrNotReached)
{
    for (const char* id : {"1-1", "2-1", "3-1", "4-1"}) store_.begin(order(id, "promote", "10.0.0.2"), at(0));
    store_.close("2-1", {.ending = Ending::not_reached}, at(1));
    store_.close("3-1", {.ending = Ending::done}, at(1));
    store_.close("4-1", {.ending = Ending::refused}, at(1));
    EXPECT_THAT(open_ids(), ElementsAre("1-1", "2-1"));
}

TEST_F(Store, TakesAnEndingThatComesAfterAKilledWriterWasReplaced)
{
    store_.begin(order("1-1", "attach", "10.0.0.3"), at(0));
    store_.begin(order("2-1", "detach", "10.0.0.3"), at(1));
    store_.close("1-1", {.ending = Ending::not_reached}, at(2));
    EXPECT_THAT(open_ids(), ElementsAre("2-1"));
}

TEST_F(Store, LetsAWordStandUntilTheSamePartysNext)
{
    store_.begin(order("1-1", "detach", "10.0.0.3", Party::operators), at(0));
    store_.begin(order("2-1", "detach", "10.0.0.3"), at(1));
    store_.begin(order("3-1", "attach", "10.0.0.3"), at(2));
    EXPECT_THAT(standing(), ElementsAre("operator detach 10.0.0.3", "manager attach 10.0.0.3"));
    EXPECT_THAT(open_ids(), ElementsAre("1-1", "3-1"));
}

// What a hook refused must not be done by reconcile.
TEST_F(Store, LetsNoDetachStandThatWasRefusedEverywhere)
{
    const auto detach = [this](const std::string& id, Ending ending, bool reached) {
        store_.begin(order(id, "detach", "10.0.0.3"), at(0));
        store_.close(id, {.ending = ending, .sentence = "", .results = {{"a", reached}, {"b", false}}}, at(1));
        return standing();
    };
    EXPECT_THAT(detach("1-1", Ending::refused, false), IsEmpty());
    for (const auto& [ending, reached] : {std::pair{Ending::refused, true}, {Ending::not_reached, false}}) {
        EXPECT_THAT(detach("2-" + std::to_string(reached), ending, reached), ElementsAre("manager detach 10.0.0.3"));
    }
}

TEST_F(Store, LetsAnAttachStandThoughItWasRefused)
{
    store_.begin(order("1-1", "attach", "10.0.0.3"), at(0));
    store_.close("1-1", {.ending = Ending::refused, .sentence = ""}, at(1));
    EXPECT_THAT(standing(), ElementsAre("manager attach 10.0.0.3"));
}

TEST_F(Store, KnowsAMemberByWhateverAddressItIsGiven)
{
    store_.begin(order("1-1", "detach", "DB3:5432"), at(0));
    store_.begin(order("2-1", "attach", "db3"), at(1));
    store_.begin(order("3-1", "attach", "db3:5433"), at(2));
    EXPECT_THAT(standing(), ElementsAre("manager attach db3:5433"));
    EXPECT_THAT(open_ids(), ElementsAre("3-1"));
}

TEST_F(Store, TakesNoOrderFromAPool)
{
    store_.begin(order("1-1", "attach", "10.0.0.3", Party::pool), at(0));
    EXPECT_THAT(standing(), IsEmpty());
}

TEST_F(Store, SupersedesWhatIsOfAnOlderEpochAndNothingElse)
{
    auto old = order("1-1", "promote", "10.0.0.2");
    old.epoch = first;
    auto same = order("2-1", "promote", "10.0.0.3");
    same.epoch = second;
    auto foreign = order("3-1", "promote", "10.0.0.4");
    foreign.epoch = efm::Epoch{1, 1};
    for (const auto& event : {old, same, foreign, order("4-1", "promote", "10.0.0.5")}) store_.begin(event, at(0));
    store_.supersede(second, at(1));
    EXPECT_THAT(open_ids(), ElementsAre("2-1", "3-1", "4-1"));
    EXPECT_EQ(store_.events({.event = "1-1"}).at(0).ending, Ending::superseded);
}

TEST_F(Store, TakesTheEpochThatTheSurveyRead)
{
    store_.begin(order("1-1", "promote", "10.0.0.2"), at(0));
    store_.close("1-1", {.ending = Ending::not_reached, .epoch = second}, at(1));
    EXPECT_EQ(store_.open_events().at(0).given.epoch, second);
}

TEST_F(Store, HoldsAMemberUntilItIsReleasedOrTheTimeIsOver)
{
    store_.hold({.member = {"10.0.0.3", {}}, .reason = "memory test", .holder = "root", .since = at(0)});
    store_.hold({.member = {"10.0.0.4", {}}, .reason = "upgrade", .holder = "root", .since = at(0), .until = at(9)});
    EXPECT_THAT(store_.holds(at(8)), SizeIs(2));
    EXPECT_THAT(store_.holds(at(9)), SizeIs(1));
    EXPECT_TRUE(store_.release({"10.0.0.3", 5432}));
    EXPECT_FALSE(store_.release({"10.0.0.3", {}}));
    EXPECT_THAT(store_.holds(at(9)), IsEmpty());
}

TEST_F(Store, ReplacesAHoldByANewerOne)
{
    store_.hold({.member = {"db3", {}}, .reason = "first", .since = at(0)});
    store_.hold({.member = {"DB3", {}}, .reason = "second", .since = at(1)});
    ASSERT_THAT(store_.holds(at(2)), SizeIs(1));
    EXPECT_EQ(store_.holds(at(2))[0].reason, "second");
}

TEST_F(Store, FindsAnEventByItsNumberToo)
{
    store_.begin(order("1-1", "detach", "10.0.0.3"), at(0));
    store_.begin(order("2-1", "detach", "10.0.0.4"), at(1));
    EXPECT_EQ(store_.events({.event = "2"}).at(0).given.id, "2-1");
    EXPECT_THAT(store_.events({.event = "9"}), IsEmpty());
}

TEST_F(Store, HandsOutTheNewestInTheOrderTheyHappened)
{
    for (int i = 0; i < 5; ++i) store_.begin(order(std::to_string(i), "promote", "10.0.0.3"), at(i));
    const auto events = store_.events({.limit = 2});
    ASSERT_THAT(events, SizeIs(2));
    EXPECT_EQ(events[0].given.id, "3");
    EXPECT_EQ(events[1].given.id, "4");
}

TEST_F(Store, ForgetsWhatIsTooOldButNoOrderThatStands)
{
    store_.begin(order("1-1", "detach", "10.0.0.3"), at(0));
    store_.note("1-1", {.step = "act", .at = at(0)});
    store_.begin(order("2-1", "detach", "10.0.0.4"), at(0) + JournalStore::longest_kept);
    store_.tidy(at(1) + JournalStore::longest_kept);
    EXPECT_THAT(store_.events({}), SizeIs(1));
    EXPECT_THAT(standing(), SizeIs(2));
}

TEST_F(Store, BoundsTheStepsOfAnEvent)
{
    store_.begin(order("1-1", "detach", "10.0.0.3"), at(0));
    for (int i = 0; i < JournalStore::most_steps + 5; ++i) store_.note("1-1", {.step = "wait", .at = at(i)});
    EXPECT_THAT(store_.events({}).at(0).steps, SizeIs(JournalStore::most_steps));
}

TEST_F(Store, MakesOneLineOfValidTextOutOfAnything)
{
    auto event = order("1-1", "detach", "10.0.0.3");
    event.intent = "a\nb\x1b[31m\xff" + std::string(10'000, 'x');
    store_.begin(event, at(0));
    const std::string kept = store_.events({}).at(0).given.intent;
    EXPECT_THAT(kept, ::testing::StartsWith("a b [31m\xEF\xBF\xBD"));
    EXPECT_LE(kept.size(), 2'000U);
}

TEST_F(Store, TellsAWriterThatLivesFromOneThatWasKilled)
{
    auto mine = order("1-1", "promote", "10.0.0.3");
    mine.source = efm::this_process("unit_efmlib", Party::manager);
    auto recycled = order("2-1", "promote", "10.0.0.3");
    recycled.source = mine.source;
    recycled.source.started += 1;
    store_.begin(mine, at(0));
    store_.begin(recycled, at(0));
    EXPECT_TRUE(store_.open_events().at(0).running);
    EXPECT_FALSE(store_.open_events().at(1).running);
}

std::string refusal_of(const std::string& pragma)
{
    const std::string file = std::filesystem::temp_directory_path() / ("schema." + std::to_string(::getpid()));
    ::close(::open(file.c_str(), O_CREAT | O_RDWR | O_TRUNC, 0600));
    std::string words = "taken";
    try {
        const JournalStore made(Database(file, Database::Access::write), Database::Access::write);
        Database(file, Database::Access::write).run(pragma);
        const JournalStore again(Database(file, Database::Access::write), Database::Access::write);
    } catch (const efm::Error& error) {
        EXPECT_EQ(error.kind(), efm::Error::Kind::configuration);
        words = error.what();
    }
    for (const char* part : {"", "-wal", "-shm"}) ::unlink((file + part).c_str());
    return words;
}

TEST(Schema, IsRefusedIfItIsNewerOrSomebodyElses)
{
    EXPECT_EQ(refusal_of("PRAGMA user_version = 1"), "taken");
    EXPECT_THAT(refusal_of("PRAGMA user_version = 2"), ::testing::HasSubstr("newer version"));
    EXPECT_THAT(refusal_of("PRAGMA application_id = 5"), ::testing::HasSubstr("no journal of this suite"));
}

}  // namespace
