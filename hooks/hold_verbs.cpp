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

// A journal that was damaged has been set aside, with the holds that it knew.
std::string with_loss(const std::string& sentence, const efm::Journal& journal)
{
    const auto loss = journal.loss();
    return loss ? sentence + "; " + *loss : sentence;
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
    return call.say(with_loss(sentence, journal), exit_done);
}

int release(Call& call)
{
    const efm::Address member = member_of(call);
    if (call.has("dry-run")) return call.say("would release " + to_string(member), exit_done);
    efm::Journal journal(call.journal_setup());
    if (!journal.release(member)) {
        return call.say(with_loss("nothing to do: " + to_string(member) + " is not held", journal), exit_done);
    }
    record(journal, call, intent("release", member), "released " + to_string(member));
    return call.say(with_loss("released " + to_string(member), journal), exit_done);
}

int holds(Call& call)
{
    call.expect_operands(1, 1);
    efm::Journal journal(call.journal_setup());
    const auto holds = journal.holds();
    const std::string none = with_loss("no holds on this host", journal) + '\n';
    return call.print(holds.empty() ? none : holds_table(holds), efm::to_json(holds), exit_done);
}

}  // namespace hooks
