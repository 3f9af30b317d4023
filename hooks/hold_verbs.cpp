#include <pwd.h>
#include <unistd.h>

#include "efm/timeline.hpp"
#include "events_text.hpp"
#include "journal_verbs.hpp"
#include "when.hpp"

namespace hooks {
namespace {

std::string user_name()
{
    const passwd* entry = ::getpwuid(::geteuid());
    return entry ? entry->pw_name : std::to_string(::geteuid());
}

efm::Address member_of(const Call& call)
{
    call.expect_operands(2, 3);
    return member_address(call.operands()[1], call.operands().size() > 2 ? call.operands()[2] : "");
}

// Both are events too: who looks at the timeline of a failover wants to see who forbade what.
void record(efm::Journal& journal, const Call& call, const efm::NewEvent& event, const std::string& sentence)
{
    efm::NewEvent whole = event;
    whole.id = call.event();
    whole.source = efm::this_process("pgpool_backend", efm::Party::operators);
    whole.intent = sentence;
    journal.begin(whole);
    journal.close(whole.id, {.ending = efm::Ending::done, .sentence = sentence});
    journal.settle();
}

}  // namespace

int hold(Call& call)
{
    efm::Hold hold{.member = member_of(call), .holder = user_name(), .since = now()};
    const auto reason = call.option("reason");
    if (!reason) throw efm::Error(efm::Error::Kind::usage, "hold wants a --reason: who finds it in a month will ask");
    hold.reason = *reason;
    if (const auto until = call.option("until")) hold.until = parse_when(*until, hold.since, 1);
    if (hold.until && *hold.until <= hold.since) throw efm::Error(efm::Error::Kind::usage, "--until is in the past");
    const std::string sentence = "held " + to_string(hold.member) +
                                 (hold.until ? " until " + time_text(*hold.until) : " until it is released") + ": " +
                                 hold.reason;
    if (call.has("dry-run")) return call.say("would have " + sentence, exit_done);
    efm::Journal journal(call.journal_setup());
    journal.hold(hold);
    record(journal, call, intent("hold", hold.member), sentence);
    return call.say(sentence, exit_done);
}

int release(Call& call)
{
    const efm::Address member = member_of(call);
    if (call.has("dry-run")) return call.say("would release " + to_string(member), exit_done);
    efm::Journal journal(call.journal_setup());
    if (!journal.release(member)) return call.say("nothing to do: " + to_string(member) + " is not held", exit_done);
    record(journal, call, intent("release", member), "released " + to_string(member));
    return call.say("released " + to_string(member), exit_done);
}

int holds(Call& call)
{
    call.expect_operands(1, 1);
    const auto holds = efm::Journal(call.journal_setup()).holds();
    return call.print(holds.empty() ? "no holds on this host\n" : holds_table(holds), efm::to_json(holds), exit_done);
}

}  // namespace hooks
