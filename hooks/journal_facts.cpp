#include "journal_facts.hpp"

#include "efm/journal.hpp"
#include "signals.hpp"

namespace hooks {

JournalReading read_journal_facts(const Call& call, bool with_steps)
{
    constexpr std::size_t newest = 1'000;
    constexpr std::size_t newest_with_steps = 20;
    efm::Journal::Setup setup = call.journal_setup();
    if (setup.state_dir.empty()) return {std::nullopt, "no journal is kept: state_dir is empty"};
    setup.patience.deadline = pcp::Deadline::after(call.span() / 4);
    try {
        efm::Journal journal(setup);
        efm::JournalFacts facts;
        facts.events = journal.events({.limit = with_steps ? newest_with_steps : newest, .with_steps = with_steps});
        facts.open = journal.open_events().size();
        facts.holds = journal.holds();
        return {std::move(facts), {}};
    } catch (const efm::Error& error) {
        if (error.kind() == efm::Error::Kind::cancelled) throw;
        return {std::nullopt, error.what()};
    }
}

}  // namespace hooks
