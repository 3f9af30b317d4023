#include "inquiry.hpp"

#include <algorithm>
#include <set>

#include "efm/manager_of.hpp"
#include "efm/parallel.hpp"
#include "name_lookup.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;
using Clock = pcp::Deadline::Clock;

constexpr milliseconds first_question{500};   // a server that hangs must not hold up those that answer
constexpr milliseconds slow_question{2'000};  // one that is there but slow, or that nobody is held up by
constexpr milliseconds least_silence{3'000};  // less is a hiccup, however short the deadline
constexpr milliseconds moment{500};           // for which an answer is as good as new
constexpr milliseconds silence_holds{2'000};  // a server that was silent is not asked again at once

template <typename Value>
std::vector<Address> members_of(const std::vector<std::pair<Address, Value>>& values)
{
    std::vector<Address> members;
    for (const auto& [member, value] : values) members.push_back(member);
    return members;
}

}  // namespace

Inquiry::Inquiry(const LoadBalancer::Setup& setup, ServerProbe& probe, ManagerDesk& desk, const pcp::Patience& patience,
                 Narrator& narrator)
    : setup_(setup),
      probe_(probe),
      desk_(desk),
      patience_(patience),
      narrator_(narrator),
      question_(first_question),
      long_enough_(std::max(least_silence, patience.deadline.remaining() / 3))
{
}

Policy Inquiry::policy() const
{
    return {setup_.proof, probe_.has_login(), desk_.is_open(), setup_.max_lag};
}

void Inquiry::ask(const Plan& plan, const Event& event, Views& views)
{
    ask_servers(plan.questions, plan.ask_manager, event, views);
    last_questions_ = plan.questions;
}

void Inquiry::ask_servers(const std::vector<int>& backends, bool manager, const Event& event, Views& views)
{
    std::vector<ServerFacts> facts(backends.size());
    in_parallel(backends.size() + (manager ? 1 : 0), [&](std::size_t i) {
        if (i == backends.size()) {
            views.manager = ask_manager(views);
            return;
        }
        const Backend& backend = *views.pool.find(backends[i]);
        facts[i] = probe_.ask(backend.host, backend.port, patience_for(backends[i], event));
    });
    for (std::size_t i = 0; i < backends.size(); ++i) {
        const std::string answer = facts[i].answers() ? " answers" : ": " + facts[i].failure;
        narrator_.note("ask", to_string(*views.pool.find(backends[i])) + answer);
        remember(backends[i], facts[i]);
        note_epoch(facts[i]);
        views.servers[backends[i]] = facts[i];
    }
    if (manager) {
        narrator_.note("ask", views.manager->failure.empty() ? "the manager answers" : views.manager->failure);
    }
    question_ *= 2;
}

// The one it is about may be slow, and gets more each time; the others must not hold it up.
pcp::Patience Inquiry::patience_for(int backend, const Event& event) const
{
    milliseconds span = first_question;
    if (has_been_too_slow(backend)) span = std::min(question_, slow_question);
    if (backend == event.target || !probe_.has_login()) span = question_;
    if (event.verb == Verb::reconcile) span = slow_question;
    return {patience_.deadline.capped(span), patience_.cancelled};
}

// To log in takes many a round trip to a server that is far away.
bool Inquiry::has_been_too_slow(int backend) const
{
    const auto heard = heard_.find(backend);
    return heard != heard_.end() && heard->second.facts.answers() && !heard->second.facts.in_recovery;
}

ManagerView Inquiry::ask_manager(const Views& views)
{
    const ManagerDesk::Answer answer = desk_.ask(patience_);
    ManagerView view{{}, answer.failure};
    if (!answer.status) return view;
    const auto members = listed_members(*answer.status);
    view.listed = by_backend(members, views.pool.backends, addressing(members_of(members), views), view.doubt);
    return view;
}

bool Inquiry::knows_marks() const
{
    return found_marks_ || (setup_.held.empty() && setup_.ordered_out.empty());
}

void Inquiry::find_marks(Views& views)
{
    std::string doubt;
    const auto mark = [&](const auto& marks, auto& by_id) {
        by_id = by_backend(marks, views.pool.backends, addressing(members_of(marks), views), doubt);
    };
    mark(setup_.held, views.held);
    mark(setup_.ordered_out, views.ordered_out);
    found_marks_ = true;
}

Addressing Inquiry::addressing(const std::vector<Address>& members, const Views& views)
{
    std::set<std::string> names;
    for (const Address& member : members) names.merge(names_to_resolve(views.pool.backends, member, setup_.map));
    const pcp::Patience third{patience_.deadline.capped(patience_.deadline.remaining() / 3), patience_.cancelled};
    return {setup_.map, {}, db_port_in(setup_.efm_properties), resolve_names(names, third)};
}

void Inquiry::forget(const Event& event, Views& views)
{
    views.manager.reset();
    std::erase_if(views.servers, [&](const auto& entry) {
        const auto& [backend, facts] = entry;
        const bool keep = facts.contact == Contact::silent && backend != event.target && probe_.has_login() &&
                          Clock::now() - heard_[backend].last < silence_holds;
        return !keep;
    });
}

void Inquiry::forget_after(Act act, const Event& event, Views& views)
{
    if (act != Act::promote) return forget(event, views);
    std::erase_if(views.servers, [&](const auto& entry) { return Clock::now() - heard_[entry.first].last > moment; });
}

void Inquiry::start_over(Views& views)
{
    views = {};
    heard_.clear();
    last_questions_.clear();
    found_marks_ = false;
}

void Inquiry::note_epoch(const ServerFacts& facts)
{
    if (facts.in_recovery != false || !facts.system_identifier || !facts.timeline) return;
    const Epoch epoch{*facts.system_identifier, *facts.timeline};
    if (!epoch_ || *epoch_ < epoch) epoch_ = epoch;
}

// How long a server has given the same answer is part of the answer: silence for a moment proves nothing.
void Inquiry::remember(int backend, ServerFacts& facts)
{
    const auto now = Clock::now();
    Heard& heard = heard_.try_emplace(backend, Heard{facts, now, now}).first->second;
    const bool same = heard.facts.contact == facts.contact && heard.facts.in_recovery == facts.in_recovery;
    if (!same) heard = {facts, now, now};
    heard.last = now;
    facts.for_long = now - heard.since >= long_enough_;
}

}  // namespace efm
