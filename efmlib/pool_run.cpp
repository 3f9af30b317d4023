#include "pool_run.hpp"

#include <algorithm>
#include <utility>

#include "efm/parallel.hpp"
#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_wait{20};
constexpr milliseconds longest_wait{500};
constexpr milliseconds shortest_question{500};  // a server that hangs must not hold up those that answer
constexpr std::size_t burst = 8;                // Pgpool queues 10 requests and drops the rest without a word

bool needs_all_backends(const Event& event)
{
    return event.verb == Verb::promote || event.verb == Verb::follow || event.type == MemberType::primary;
}

}  // namespace

PoolRun::PoolRun(const LoadBalancer::Setup& setup, const pcp::Options& pool, ServerProbe& probe, const Event& event,
                 const std::optional<Address>& member)
    : setup_(setup),
      reader_(pool),
      probe_(probe),
      memory_(setup.state_dir, pcp::endpoint(pool)),
      actor_(reader_, [this](const char* step, const std::string& detail) { tell(step, detail); }),
      event_(event),
      wait_(first_wait)
{
    outcome_.pool = pcp::endpoint(pool);
    if (member) finder_.emplace(setup_, *member, reader_.options().patience);
}

PoolOutcome PoolRun::run()
{
    const auto start = pcp::Deadline::Clock::now();
    try {
        while (round()) {
        }
    } catch (const Error& error) {
        outcome_.failure = error;
    } catch (const pcp::Error& error) {
        outcome_.failure = translated(error);
    }
    outcome_.took = std::chrono::duration_cast<milliseconds>(pcp::Deadline::Clock::now() - start);
    return outcome_;
}

// Acts rest on the survey that was read over the same connection, and nothing is waited for while one is open.
bool PoolRun::round()
{
    std::optional<pcp::Client> client = reader_.connect();
    const PoolView view = survey(*client);
    if (finder_ && !find_target(view, client)) return true;
    if (!view.find(event_.target)) {
        throw Error(Error::Kind::unknown_backend,
                    "pool " + outcome_.pool + " has no backend " + std::to_string(event_.target));
    }
    outcome_.backend = *view.find(event_.target);

    const Plan plan = make_plan(event_, view, servers_, probe_.has_login());
    if (!plan.questions.empty()) {
        client.reset();
        ask(plan.questions, view);
        return true;
    }
    outcome_.remarks = plan.remarks;
    if (setup_.dry_run) {
        outcome_.steps = plan.steps;
        if (plan.refusal) give_up(*plan.refusal);
        return false;
    }
    if (!plan.steps.empty()) {
        const bool all = take(plan.steps, client);
        return !all || plan.refusal;
    }
    client.reset();
    if (!plan.refusal) return false;
    wait_or_give_up(*plan.refusal);
    return true;
}

void PoolRun::give_up(const Refusal& refusal)
{
    throw Error(refusal.waiting_may_help ? Error::Kind::try_later : Error::Kind::refused, refusal.reason);
}

PoolView PoolRun::survey(pcp::Client& client)
{
    if (!needs_all_backends(event_)) {
        if (auto view = recall(client)) return std::move(*view);
    }
    PoolView view = reader_.read_all(client);
    memory_.remember(view.backends);
    tell("survey", std::to_string(view.backends.size()) + " backends");
    return view;
}

// A remembered backend, if the pool itself confirms that it still stands where it stood.
std::optional<PoolView> PoolRun::recall(pcp::Client& client)
{
    const std::vector<Backend> remembered = memory_.recall();
    if (remembered.size() < BackendMemory::worthwhile) return std::nullopt;
    const std::optional<int> id = finder_ ? finder_->find_by_text(remembered) : event_.target;
    if (!id || client.node_count() != static_cast<int>(remembered.size())) return std::nullopt;
    const Backend seen = reader_.read_one(client, *id);
    const Backend& then = remembered[static_cast<std::size_t>(*id)];
    if (seen.host != then.host || seen.port != then.port) return std::nullopt;
    tell("survey", to_string(seen) + ", as remembered");
    return PoolView{{seen}, false};
}

// False when names had to be looked up first, for which the connection was given back.
bool PoolRun::find_target(const PoolView& view, std::optional<pcp::Client>& client)
{
    const std::set<std::string> names = finder_->names_needed(view);
    if (!names.empty()) {
        client.reset();
        finder_->resolve(names);
        return false;
    }
    event_.target = finder_->find(view, outcome_.pool);
    finder_.reset();
    return true;
}

void PoolRun::ask(const std::vector<int>& backends, const PoolView& view)
{
    const pcp::Patience& all = reader_.options().patience;
    const pcp::Patience patience{all.deadline.capped(shortest_question + 3 * wait_), all.cancelled};
    std::vector<ServerFacts> facts(backends.size());
    in_parallel(backends.size(), [&](std::size_t i) {
        const Backend& backend = *view.find(backends[i]);
        facts[i] = probe_.ask(backend.host, backend.port, patience);
        tell("ask", to_string(backend) + (facts[i].answers ? " answers" : ": " + facts[i].failure));
    });
    for (std::size_t i = 0; i < backends.size(); ++i) servers_[backends[i]] = facts[i];
}

// The first step, and those like it behind it: requests that are sent together are carried out together. Says whether
// these were all.
bool PoolRun::take(const std::vector<Step>& steps, std::optional<pcp::Client>& client)
{
    const auto other = std::ranges::find_if(steps, [&](const Step& s) { return s.act != steps.front().act; });
    const auto count = std::min(static_cast<std::size_t>(other - steps.begin()), burst);
    const std::vector<Step> now(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(count));
    for (const Step& step : now) {
        const bool resent = step.act == Act::promote && std::exchange(promote_sent_, true);
        if (!resent) actor_.act(step, *client);
    }
    client.reset();
    for (const Step& step : now) {
        const Backend seen = actor_.verify(step);
        if (seen.id == event_.target) outcome_.backend = seen;
        outcome_.steps.push_back(step);
    }
    servers_.clear();
    return count == steps.size();
}

void PoolRun::wait_or_give_up(const Refusal& refusal)
{
    const pcp::Patience& patience = reader_.options().patience;
    if (!refusal.waiting_may_help || patience.deadline.remaining() < wait_) give_up(refusal);
    tell("wait", refusal.reason);
    servers_.clear();
    pcp::pause(patience, wait_);
    wait_ = std::min(wait_ * 2, longest_wait);
}

void PoolRun::tell(const char* step, const std::string& detail) const
{
    setup_.observe({outcome_.pool, step, detail});
}

}  // namespace efm
