#include "efm/timeline.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "journal_samples.hpp"

namespace {

using efm::Ending;
using efm::RecordedEvent;
using journal_samples::at;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

RecordedEvent event(std::int64_t number, std::int64_t begin, std::int64_t end, const std::string& pool = "a:1")
{
    RecordedEvent made{.number = number, .host = "db1"};
    made.given = journal_samples::order(std::to_string(number) + "-1", "detach", "10.0.0.3");
    made.given.pools = {pool};
    made.began = at(begin);
    made.ended = at(end);
    made.ending = Ending::done;
    made.sentence = "seen down <&>";
    made.steps = {{.pool = pool, .step = "act", .detail = "it is up", .at = at(begin + 1)}};
    return made;
}

std::vector<std::int64_t> numbers(const std::vector<RecordedEvent>& events)
{
    std::vector<std::int64_t> all;
    for (const RecordedEvent& each : events) all.push_back(each.number);
    return all;
}

TEST(Story, IsWhatHappenedInOnePoolWithoutAPause)
{
    const std::vector events{event(1, 0, 10),          event(2, 9'000, 9'500),        event(3, 19'000, 20'000),
                             event(4, 30'001, 30'002), event(5, 9'000, 9'001, "b:1"), event(6, -40'000, -39'000)};
    EXPECT_THAT(numbers(efm::story_of(events, "2")), ElementsAre(1, 2, 3));
    EXPECT_THAT(numbers(efm::story_of(events, "5-1")), ElementsAre(5));
    EXPECT_THAT(efm::story_of(events, "7"), IsEmpty());
}

TEST(Story, LastsUntilTheLastSignOfAnEventThatWasKilled)
{
    auto killed = event(1, 0, 0);
    killed.ended.reset();
    killed.steps[0].at = at(15'000);
    EXPECT_EQ(efm::last_sign_of(killed), at(15'000));
    EXPECT_THAT(numbers(efm::story_of({killed, event(2, 24'000, 24'001)}, "2")), ElementsAre(1, 2));
}

TEST(Timeline, PutsTheStepsOfSeveralProgramsInOrder)
{
    std::vector<std::string> steps;
    for (const efm::TimelineLine& line : efm::lines_of({event(1, 0, 10), event(2, 5, 8)})) {
        steps.push_back(std::to_string(line.event) + ' ' + line.step);
    }
    EXPECT_THAT(steps, ElementsAre("0 begin", "0 act", "1 begin", "1 act", "1 done", "0 done"));
}

TEST(Timeline, SaysHowItStands)
{
    auto one = event(1, 0, 1);
    one.ending = Ending::not_reached;
    EXPECT_EQ(efm::state_of(one), "not reached");
    one.ended.reset();
    EXPECT_EQ(efm::state_of(one), "killed");
    one.running = true;
    EXPECT_EQ(efm::state_of(one), "running");
}

TEST(Timeline, SaysSpansAsPeopleDo)
{
    EXPECT_EQ(efm::span_text(900us), "900 us");
    EXPECT_EQ(efm::span_text(11ms), "11 ms");
    EXPECT_EQ(efm::span_text(2'345ms), "2.35 s");
    EXPECT_EQ(efm::span_text(185s), "3 min 5 s");
}

TEST(TimelineAsJson, HasWhatIsKnownAndNullForTheRest)
{
    auto open = event(7, 0, 0);
    open.ended.reset();
    open.sentence.clear();
    open.given.epoch = journal_samples::second;
    const auto document = nlohmann::json::parse(to_json(std::vector{open}, "one host"));
    const auto& first = document["events"][0];
    EXPECT_EQ(document["note"], "one host");
    EXPECT_EQ(first["number"], 7);
    EXPECT_EQ(first["epoch"]["system"], "7123456789012345678");
    EXPECT_EQ(first["epoch"]["switched_at"], "0/3000148");
    EXPECT_TRUE(first["ended"].is_null());
    EXPECT_TRUE(first["sentence"].is_null());
    EXPECT_EQ(first["steps"][0]["step"], "act");
    EXPECT_DOUBLE_EQ(first["began"], 1'795'248'462.0);
}

TEST(Picture, NamesEachProgramPoolAndOutcome)
{
    auto late = event(2, 5, 20, "b:1");
    late.ending = Ending::not_reached;
    const std::string svg = efm::to_svg({event(1, 0, 10), late}, "one host");
    EXPECT_THAT(svg, ::testing::StartsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    for (const char* words : {"load_balancer_detach: detach 10.0.0.3", ">a:1<", ">b:1<", "done, 10 ms",
                              "not reached, 15 ms", "prefers-color-scheme: dark", "one host"}) {
        EXPECT_THAT(svg, HasSubstr(words));
    }
}

TEST(Picture, EscapesWhatComesFromOutside)
{
    const std::string svg = efm::to_svg({event(1, 0, 10)}, "<script>alert(1)</script>");
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
    EXPECT_THAT(svg, HasSubstr("seen down &lt;&amp;&gt;"));
}

TEST(Picture, HasRoomForAnEventWithoutDurationAndForManyLines)
{
    auto big = event(1, 0, 0);
    for (int i = 0; i < 500; ++i) big.steps.push_back({.pool = "a:1", .step = "wait", .at = at(0)});
    const std::string svg = efm::to_svg({big}, "");
    EXPECT_THAT(svg, Not(HasSubstr("nan")));
    EXPECT_THAT(svg, HasSubstr("more lines"));
}

}  // namespace
