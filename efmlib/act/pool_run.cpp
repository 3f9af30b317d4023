#include "pool_run.hpp"

#include <algorithm>
#include <utility>

#include "own_address.hpp"
#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;
using Clock = pcp::Deadline::Clock;

constexpr milliseconds first_wait{20};
constexpr milliseconds longest_wait{500};
constexpr milliseconds longest_hope{3'000};  // for siblings that may come back by themselves or by others
constexpr int most_broken_surveys = 3;

// An attach with a login is proved against the primary, whichever backend that is.
bool needs_all_backends(const Event& event, const Policy& policy)
{
    const bool proves = event.verb == Verb::attach && policy.proves();
    return proves || event.verb == Verb::promote || event.verb == Verb::follow || event.verb == Verb::reconcile ||
           event.type == MemberType::primary;
}

}  // namespace

PoolRun::PoolRun(const LoadBalancer::Setup& setup, const Pool& pool, ServerProbe& probe, ManagerDesk& desk,
                 const Event& event)
    : setup_(setup),
      fault_(pool.fault),
      reader_(pool.options, pool.silence),
      narrator_(setup.observe, pcp::endpoint(pool.options)),
      inquiry_(setup, probe, desk, reader_.options().patience, narrator_),
      survey_(setup, pcp::endpoint(pool.options), reader_, narrator_, needs_all_backends(event, inquiry_.policy())),
      turn_(event.verb == Verb::look ? "" : setup.state_dir,
            pool.turn.empty() ? pcp::endpoint(pool.options) : pool.turn, pool.queue),
      actor_(reader_, narrator_),
      event_(event),
      ledger_(turn_, event_, narrator_),
      wait_(first_wait)
{
    outcome_.pool = pcp::endpoint(pool.options);
}

PoolRun& PoolRun::look_up(const Address& member)
{
    member_ = member;
    survey_.look_up(member);
    return *this;
}

PoolRun& PoolRun::expect(const std::optional<Address>& address)
{
    survey_.expect(address);
    return *this;
}

PoolRun& PoolRun::under(Gatekeeper gatekeeper, LedgerMemory& earlier)
{
    gatekeeper_ = std::move(gatekeeper);
    ledger_.go_on_with(earlier);
    return *this;
}

PoolOutcome PoolRun::run()
{
    const auto start = Clock::now();
    try {
        if (fault_) throw Error(*fault_);
        survey_.recall();
        while (round()) {
        }
    } catch (const Error& error) {
        outcome_.failure = error;
    } catch (const pcp::Error& error) {
        // The deadline comes wherever we are just then; what matters is what we were waiting for.
        const bool gave_up = reader_.silence() && !reader_.options().patience.deadline.expired();
        const bool late = error.kind() == pcp::Error::Kind::timeout && waited_for_ && !gave_up;
        outcome_.failure = late ? failure_of(*waited_for_) : translated(error);
    }
    let_go();
    outcome_.epoch = inquiry_.epoch();
    outcome_.open_promote = ledger_.has_sent_promote() &&
                            std::ranges::find(outcome_.steps, Act::promote, &Step::act) == outcome_.steps.end();
    outcome_.took = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
    return std::move(outcome_);
}

// Acts rest on the survey that was read over the same connection, and nothing is waited for while one is open.
bool PoolRun::round()
{
    if (!setup_.dry_run) turn_.take(reader_.options().patience);
    const bool is_at_hand = client_.has_value();
    try {
        if (!is_at_hand) client_ = reader_.connect();
        if (gatekeeper_) views_.closed = gatekeeper_(*client_);
        PoolView view = survey_.read(*client_, event_.target);
        if (has_moved(views_.pool, view)) inquiry_.start_over(views_);
        views_.pool = std::move(view);
    } catch (const pcp::Error& error) {
        client_.reset();
        if (is_at_hand) return true;
        if (!is_broken_survey(error) || ++broken_surveys_ > most_broken_surveys) throw;
        narrator_.note("survey", error.what());
        return true;
    }
    if (survey_.has_to_find() && !find_target()) return !outcome_.unpooled;
    if (event_.verb != Verb::reconcile) {
        outcome_.backend = survey_.target_in(views_.pool, event_.target);
        ledger_.open(*outcome_.backend);
    }
    event_.from_member = is_from_member();
    ledger_.leave_out_what_was_detached();
    if (!inquiry_.knows_marks()) {
        let_go();
        inquiry_.find_marks(views_);
        ledger_.find_done(views_.ordered_out);
        return true;
    }
    Plan plan = make_plan(event_, views_, inquiry_.policy());
    if (event_.verb == Verb::reconcile) ledger_.leave_out_what_was_ordered_since(*setup_.orders_read, plan);
    ledger_.leave_out_what_was_rejected(plan);
    if (!plan.has_questions()) return follow_plan(plan);
    let_go();
    if (views_.pool.complete) {
        inquiry_.ask(plan, event_, views_);
    } else {
        survey_.read_whole();  // a proof needs to know all of the pool
    }
    return true;
}

// Asked of the detach of a primary alone, so that no other hook pays for it.
bool PoolRun::is_from_member() const
{
    const bool matters = event_.verb == Verb::detach && outcome_.backend->role == pcp::Role::primary;
    return matters && (is_own_address(member_.host) || is_own_address(outcome_.backend->host));
}

bool PoolRun::follow_plan(const Plan& plan)
{
    outcome_.remarks = plan.remarks;
    if (setup_.dry_run) {
        outcome_.steps = plan.steps;
        if (plan.refusal) throw failure_of(*plan.refusal);
        return false;
    }
    if (!plan.steps.empty()) {
        const bool all = take(plan.steps);
        if (!all || plan.refusal || event_.verb != Verb::detach) return true;
        check_failback();
        return false;
    }
    ledger_.note_end(outcome_.backend, plan.refusal.has_value());
    let_go();
    if (plan.refusal) {
        wait_or_give_up(*plan.refusal);
        return true;
    }
    if (hope(plan)) return true;
    if (ledger_.rejection()) throw Error(*ledger_.rejection());
    add_remarks();
    return false;
}

// False when names had to be looked up first, for which the connection was given back, or when there is no target.
bool PoolRun::find_target()
{
    const std::set<std::string> names = survey_.names_needed(views_.pool);
    if (!names.empty()) {
        let_go();
        survey_.resolve(names);
        return false;
    }
    const std::optional<int> id = survey_.find(views_.pool);
    outcome_.unpooled = !id;
    if (id) event_.target = *id;
    return id.has_value();
}

// A promote makes Pgpool mark all others down. What could not be brought back is said.
void PoolRun::add_remarks()
{
    const std::string down = ledger_.left_down(views_.pool);
    if (down.empty()) return;
    outcome_.remarks.push_back("down until follow_primary_command or an attach brings them back: " + down);
}

Error PoolRun::failure_of(const Refusal& refusal)
{
    outcome_.failed_proof = refusal.proof;
    return Error(refusal.waiting_may_help ? Error::Kind::try_later : Error::Kind::refused, refusal.reason);
}

void PoolRun::wait_or_give_up(const Refusal& refusal)
{
    if (!refusal.waiting_may_help || reader_.options().patience.deadline.remaining() < wait_) throw failure_of(refusal);
    waited_for_ = refusal;
    wait(refusal.reason);
}

// Siblings may come back in a moment. If not, that is somebody else's to see to: its follow command's, the manager's.
bool PoolRun::hope(const Plan& plan)
{
    const pcp::Deadline& deadline = reader_.options().patience.deadline;
    if (!hoping_) hoping_ = deadline.capped(std::min(longest_hope, deadline.remaining() / 5));
    if (plan.hopes.empty()) return false;
    if (hoping_->remaining() >= wait_) {
        wait(plan.hopes.front());
        return true;
    }
    for (const std::string& hope : plan.hopes) outcome_.remarks.push_back("left out: " + hope);
    return false;
}

void PoolRun::wait(const std::string& reason)
{
    const pcp::Patience& patience = reader_.options().patience;
    narrator_.note("wait", reason);
    narrator_.tell();
    inquiry_.forget(event_, views_);
    pcp::pause(patience, wait_);
    if (patience.cancelled()) throw Error(Error::Kind::cancelled, "cancelled while waiting: " + reason);
    wait_ = std::min(wait_ * 2, longest_wait);
}

// Nothing is held while something is waited for: no connection, no turn.
void PoolRun::let_go()
{
    client_.reset();
    actor_.take_connection().reset();
    turn_.give_back();
    narrator_.tell();
    survey_.remember();
}

}  // namespace efm
