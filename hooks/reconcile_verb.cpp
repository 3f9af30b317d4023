#include "reconcile_verb.hpp"

#include <algorithm>
#include <utility>

#include "efm/closing.hpp"
#include "efm/command_runner.hpp"
#include "efm/report.hpp"
#include "event_record.hpp"
#include "exit_codes.hpp"
#include "signals.hpp"
#include "when.hpp"

namespace hooks {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds reading{2'000};  // what a pass may wait for the journal before it goes on without
constexpr std::chrono::minutes refusal_holds{10};
constexpr std::size_t events_looked_at = 30;

// One pass: plan, and if there is anything to do, write it down, do it and see it.
class Pass {
public:
    explicit Pass(Call& call) : call_(call), patience_(call.patience()), setup_(call.balancer_setup(runner_, patience_))
    {
        setup_.party = efm::Party::suite;
    }

    int run()
    {
        read_journal();
        efm::Outcome outcome = reconcile(true, told_of_looking());
        const bool acts = std::ranges::any_of(outcome.pools, [](const auto& pool) { return !pool.steps.empty(); });
        if (acts && !call_.has("dry-run")) outcome = carry_out(outcome);
        if (!call_.has("dry-run") && !outcome.failure()) close_open_events();
        return say(outcome);
    }

private:
    // A timer's pass that finds all as it should be leaves its outcome in the log, not every look, every ten seconds.
    efm::Observer told_of_looking() const
    {
        if (call_.has("dry-run") || call_.has("verbose")) return setup_.observe;
        return [](const efm::Progress&) {
        };
    }

    // Without a journal a pass still makes the pools agree with what is true, but knows of no order.
    void read_journal()
    {
        setup_.orders_read = std::chrono::time_point_cast<efm::Timestamp::duration>(std::chrono::system_clock::now());
        try {
            efm::Journal journal(journal_setup());
            open_ = journal.open_events();
            lately_ = journal.events(
                {.since = setup_.orders_read.value() - refusal_holds, .limit = events_looked_at, .with_steps = false});
            setup_.held = in_words(journal.holds());
            for (const efm::Order& order : journal.orders()) {
                if (order.verb == "detach") setup_.ordered_out.emplace_back(order.member, ordered_out(order));
            }
            journal_failure_ = journal.loss().value_or("");
        } catch (const efm::Error& error) {
            journal_failure_ = error.what();
        }
    }

    efm::Journal::Setup journal_setup() const
    {
        return {.state_dir = call_.settings().state_dir,
                .patience = {patience_.deadline.capped(reading), patience_.cancelled}};
    }

    efm::OrderedOut ordered_out(const efm::Order& order) const
    {
        const bool open = std::ranges::any_of(open_, [&](const auto& event) { return event.given.id == order.event; });
        return {order.party, !open, time_text(order.at), order.at};
    }

    efm::Outcome reconcile(bool dry_run, efm::Observer observe)
    {
        efm::LoadBalancer::Setup setup = setup_;
        setup.dry_run = dry_run;
        setup.observe = std::move(observe);
        const auto probe = call_.make_probe();
        return efm::LoadBalancer(std::move(setup), *probe).reconcile();
    }

    // Of a pass that meant to do the same: a timer's would ask Pgpool again, and write it down, every ten seconds.
    const efm::RecordedEvent* refused_lately(const std::string& intent) const
    {
        const efm::RecordedEvent* latest = nullptr;
        for (const efm::RecordedEvent& event : lately_) {
            const bool same = event.given.verb == "reconcile" && event.given.intent == intent && event.ended;
            if (same && (!latest || event.number > latest->number)) latest = &event;
        }
        return latest && latest->ending == efm::Ending::refused ? latest : nullptr;
    }

    efm::Outcome carry_out(const efm::Outcome& planned)
    {
        if (const efm::RecordedEvent* earlier = refused_lately(efm::sentence(planned))) {
            throw efm::Error(efm::Error::Kind::refused, earlier->sentence + " (at " + time_text(*earlier->ended) +
                                                            "; it is tried again " +
                                                            std::to_string(refusal_holds.count()) +
                                                            " minutes later, or by you with the verb itself)");
        }
        efm::NewEvent event{.id = new_event_id(), .verb = "reconcile", .target = planned.target};
        event.source = efm::this_process("pgpool_backend", efm::Party::suite);
        event.intent = efm::sentence(planned);
        for (const efm::PoolOutcome& pool : planned.pools) event.pools.push_back(pool.pool);
        EventRecord record({.state_dir = call_.settings().state_dir, .patience = patience_}, event);
        record.settle();
        efm::Outcome outcome = reconcile(false, [&](const efm::Progress& progress) {
            record.note(progress);
            setup_.observe(progress);
        });
        record.close(efm::closing_of(outcome));
        mark_ = record.mark();
        return outcome;
    }

    // What a hook could not do, and what was made so meanwhile, by whomever.
    void close_open_events()
    {
        for (const efm::RecordedEvent& event : open_) {
            if (event.running) continue;
            if (const auto closing = closing_of_open(event)) close(event.given.id, *closing);
        }
    }

    std::optional<efm::Closing> closing_of_open(const efm::RecordedEvent& event)
    {
        if (!event.given.member) {
            return efm::Closing{.ending = efm::Ending::superseded, .sentence = "reconcile has taken it over"};
        }
        const auto probe = call_.make_probe();
        const efm::Outcome seen = efm::LoadBalancer(setup_, *probe).look(*event.given.member);
        const auto is_so = [&](const efm::PoolOutcome& pool) {
            if (pool.failure) return false;
            if (pool.unpooled || pool.excused) return true;
            const bool attached = is_attached(pool.backend->status);
            if (event.given.verb == "detach") return !attached;
            return attached && (event.given.verb != "promote" || pool.backend->role == pcp::Role::primary);
        };
        if (!std::ranges::all_of(seen.pools, is_so)) return std::nullopt;
        return efm::Closing{.ending = efm::Ending::done, .sentence = "seen to be so by reconcile"};
    }

    void close(const efm::EventId& event, const efm::Closing& closing) const
    {
        efm::Journal journal(journal_setup());
        journal.close(event, closing);
        journal.settle();
    }

    int say(const efm::Outcome& outcome)
    {
        const efm::Error* failure = outcome.failure();
        const int exit = failure ? exit_code(failure->kind()) : exit_done;
        std::string sentence = efm::sentence(outcome);
        if (!journal_failure_.empty()) sentence += "; orders are not known: " + journal_failure_;
        call_.log().write(failure ? Level::error : Level::info, {{"step", "outcome"}, {"detail", sentence}});
        return call_.say(sentence, efm::to_json(outcome, exit, mark_), exit);
    }

    Call& call_;
    efm::BoostCommandRunner runner_;
    pcp::Patience patience_;
    efm::LoadBalancer::Setup setup_;
    std::vector<efm::RecordedEvent> open_;
    std::vector<efm::RecordedEvent> lately_;
    efm::JournalMark mark_;
    std::string journal_failure_;
};

// Until it is interrupted, which is its proper end. A pass that fails is said, and the next one tries again.
int again_and_again(Call& call, milliseconds interval)
{
    while (ending_signal() == 0) {
        try {
            Pass(call).run();
        } catch (const efm::Error& error) {
            if (error.kind() == efm::Error::Kind::configuration) throw;
            if (error.kind() != efm::Error::Kind::cancelled) call.say(error.what(), exit_code(error.kind()));
        }
        pcp::pause({pcp::Deadline::after(interval), call.patience().cancelled}, interval);
    }
    return exit_done;
}

}  // namespace

int reconcile(Call& call)
{
    call.expect_operands(1, 1);
    if (const auto every = call.option("every")) return again_and_again(call, efm::parse_duration(*every));
    return Pass(call).run();
}

}  // namespace hooks
