#include "journal_verbs.hpp"
#include "when.hpp"

namespace hooks {
namespace {

efm::Ending ending_in(const Call& call)
{
    const std::string word = call.option("ending").value_or("done");
    if (word == "done") return efm::Ending::done;
    // Not "not reached": reconcile would take it up.
    if (word == "refused") return efm::Ending::refused;
    throw efm::Error(efm::Error::Kind::usage, "--ending is done or refused, not \"" + word + '"');
}

// The event's first moment is another one than its last.
efm::Journal::Setup setup_begun_at(const Call& call, efm::Timestamp began)
{
    efm::Journal::Setup setup = call.journal_setup();
    setup.now = [began, begun = false]() mutable {
        return std::exchange(begun, true) ? now() : began;
    };
    return setup;
}

}  // namespace

// No member is named, so that no standing order comes of it.
int record(Call& call)
{
    call.expect_operands(3, 3);
    const auto reason = call.option("reason");
    if (!reason) throw efm::Error(efm::Error::Kind::usage, "record wants a --reason: what came of it, in a sentence");
    const efm::Ending ending = ending_in(call);
    efm::NewEvent event{.id = call.event(), .verb = call.operands()[1], .target = call.operands()[2]};
    event.source = efm::this_process("pgpool_backend", efm::Party::operators);
    event.source.caller = call.option("by").value_or(event.source.caller);
    const auto since = call.option("since");
    efm::Journal journal(setup_begun_at(call, since ? parse_when(*since, now(), -1) : now()));
    journal.begin(event);
    journal.close(event.id, {.ending = ending, .sentence = *reason});
    if (!journal.settle()) {
        throw efm::Error(efm::Error::Kind::system, journal.loss().value_or("the journal could not be written"));
    }
    return call.say("recorded " + event.verb + ' ' + event.target, exit_done);
}

}  // namespace hooks
