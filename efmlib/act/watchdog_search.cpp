#include "watchdog_search.hpp"

#include <algorithm>
#include <atomic>
#include <set>

#include "efm/parallel.hpp"
#include "name_lookup.hpp"
#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_search{3'000};

Resolved addresses_of(const std::set<std::string>& names, const pcp::Patience& patience)
{
    try {
        return resolve_names(names, patience);
    } catch (const pcp::Error& error) {
        throw translated(error);
    }
}

}  // namespace

struct WatchdogSearch::Answer {
    std::optional<pcp::WatchdogReport> report;
    std::optional<Error> failure;
};

std::vector<WatchdogSearch::Answer> WatchdogSearch::ask_all(const pcp::Patience& patience) const
{
    std::vector<Answer> answers(known_.size());
    std::atomic<bool> settled = false;
    in_parallel(known_.size(), [&](std::size_t i) {
        pcp::Options options = known_[i].options;
        options.patience = {patience.deadline, [&] {
                                return settled || patience.cancelled();
                            }};
        try {
            if (known_[i].fault) throw Error(*known_[i].fault);
            answers[i].report = pcp::Client(options).watchdog();
            if (closed_by(*answers[i].report).empty()) settled = true;
        } catch (const pcp::Error& error) {
            answers[i].failure = translated(error);
        } catch (const Error& error) {
            answers[i].failure = error;
        }
    });
    if (patience.cancelled()) throw Error(Error::Kind::cancelled, "cancelled while looking for the watchdog's leader");
    return answers;
}

WatchdogSearch::Found WatchdogSearch::find()
{
    const pcp::Patience& whole = setup_.pools.front().options.patience;
    const pcp::Patience patience{whole.deadline.capped(std::min(longest_search, whole.deadline.remaining() / 3)),
                                 whole.cancelled};
    const std::vector<Answer> answers = ask_all(patience);
    Found found;
    const Answer* best = nullptr;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto& [report, failure] = answers[i];
        if (failure && failure->kind() == Error::Kind::refused) found.alone.push_back(known_[i]);
        if (failure && failure->kind() != Error::Kind::refused) found.mute.emplace_back(known_[i], *failure);
        if (!report || (best && worth(*report) <= worth(*best->report))) continue;
        best = &answers[i];
        found.teller = known_[i];
    }
    if (!best) return found;
    std::set<std::string> names;
    for (const Pool& pool : setup_.pools) names.insert(pool.options.host);
    for (const pcp::WatchdogNode& node : best->report->nodes) names.insert(node.host);
    std::erase_if(names, [](const std::string& name) { return name.starts_with('/') || pcp::parse_ip(name); });
    const Resolved resolved = addresses_of(names, patience);
    found.state = state_of(*best->report, setup_.pools, *found.teller, resolved, setup_.pool_at);
    learn(*found.state);
    return found;
}

void WatchdogSearch::learn(const WatchdogState& state)
{
    known_ = setup_.pools;
    for (const WatchdogMember& member : state.members) {
        const auto is_known = [&](const Pool& pool) {
            return pcp::endpoint(pool.options) == pcp::endpoint(member.pool.options);
        };
        if (std::ranges::none_of(known_, is_known)) known_.push_back(member.pool);
    }
}

}  // namespace efm
