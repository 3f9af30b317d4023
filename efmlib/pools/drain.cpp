#include "efm/drain.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "pcp/client.hpp"
#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;
using Clock = pcp::Deadline::Clock;

constexpr milliseconds between_looks{200};
constexpr milliseconds longest_look{2'000};  // the detach needs its time, here and in other pools

// A session is a child of Pgpool's; it may have several connections to one backend.
std::size_t sessions_on(int backend, pcp::Options pool)
{
    pool.patience.deadline = pool.patience.deadline.capped(longest_look);
    std::set<int> children;
    for (const pcp::ProcessInfo& process : pcp::Client{std::move(pool)}.process_info()) {
        if (process.backend_id == backend && process.connected) children.insert(process.pid);
    }
    return children.size();
}

}  // namespace

Drained drain(const Pool& pool, int backend, milliseconds bound)
{
    Drained drained{.pool = pcp::endpoint(pool.options)};
    const pcp::Patience& all = pool.options.patience;
    const pcp::Patience patience{all.deadline.capped(bound), all.cancelled};
    const auto start = Clock::now();
    try {
        if (pool.fault) throw Error(*pool.fault);
        while ((drained.sessions = sessions_on(backend, pool.options)) > 0 && !patience.deadline.expired()) {
            pcp::pause(patience, between_looks);
            if (patience.cancelled()) throw Error(Error::Kind::cancelled, "cancelled while draining");
        }
    } catch (const pcp::Error& error) {
        drained.failure = translated(error);
    } catch (const Error& error) {
        drained.failure = error;
    }
    drained.waited = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
    return drained;
}

std::string to_string(const Drained& drained)
{
    const std::string after = " after " + std::to_string(drained.waited.count()) + " ms";
    if (drained.failure)
        return std::string("not drained, its sessions could not be counted: ") + drained.failure->what();
    if (drained.sessions == 0) return "drained: no session used it" + after;
    return "not drained: " + std::to_string(drained.sessions) + " sessions still used it" + after;
}

}  // namespace efm
