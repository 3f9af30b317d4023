#include "events_text.hpp"

#include <gmock/gmock.h>

namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

efm::RecordedEvent event(efm::Ending ending)
{
    efm::RecordedEvent made{.number = 7, .host = "db1"};
    made.given = {.id = "17-1", .verb = "detach", .target = "10.0.0.3"};
    made.given.source = {.party = efm::Party::manager, .program = "load_balancer_detach", .caller = "java[8]"};
    made.began = efm::Timestamp{1'795'248'462s};
    made.ended = made.began + 11ms;
    made.ending = ending;
    made.sentence = "what was seen";
    made.steps = {{.pool = "a:1", .step = "act", .detail = "it is up", .at = made.began + 4ms}};
    return made;
}

TEST(EventsText, IsALineAnEventAndRedWhereSomethingIsLeftToDo)
{
    const std::string text =
        hooks::events_table({event(efm::Ending::done), event(efm::Ending::not_reached)}, false, true);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
    EXPECT_THAT(text, HasSubstr("manager  done"));
    EXPECT_THAT(text, HasSubstr("\033[31m7 "));
    EXPECT_THAT(text, Not(HasSubstr("host")));
    EXPECT_THAT(hooks::events_table({event(efm::Ending::done)}, true, false), HasSubstr("db1   7 "));
}

TEST(EventsText, TellsOneEventFromTheCallToTheEnd)
{
    const std::string text = hooks::story_text({event(efm::Ending::done)}, false);
    for (const char* words : {"detach 10.0.0.3: event 7 on db1 (17-1)", "by the manager: load_balancer_detach",
                              "called by java[8]", "done after 11 ms", "+0.004   7 detach  a:1", "+0.011"}) {
        EXPECT_THAT(text, HasSubstr(words));
    }
}

TEST(EventsText, DoesNotKnowHowLongItTookIfTheClockWasSetBack)
{
    efm::RecordedEvent jumped = event(efm::Ending::done);
    jumped.ended = jumped.began - 1h;
    EXPECT_THAT(hooks::events_table({jumped}, false, false), HasSubstr("done   -     what was seen"));
}

TEST(HoldsText, SaysUntilWhenAndWhy)
{
    const std::string text =
        hooks::holds_table({{.member = {"10.0.0.3", {}}, .reason = "memory test", .holder = "root"}});
    EXPECT_THAT(text, HasSubstr("released  root  memory test"));
}

}  // namespace
