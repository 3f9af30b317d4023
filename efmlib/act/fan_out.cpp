#include "fan_out.hpp"

#include <mutex>

#include "efm/parallel.hpp"
#include "pcp/error.hpp"

namespace efm {
namespace {

// Only its own word that it has no watchdog proves that it stands alone.
bool may_have_a_watchdog(const Pool& pool)
{
    if (pool.fault) return false;
    try {
        pcp::Options options = pool.options;
        options.patience.deadline = options.patience.deadline.capped(options.patience.deadline.remaining() / 4);
        pcp::Client(options).watchdog();
    } catch (const pcp::Error& error) {
        return error.kind() != pcp::Error::Kind::refused;
    }
    return true;
}

// Lets one in at a time, each for its share of the time that is left.
class Queue {
public:
    explicit Queue(std::size_t length) : left_(static_cast<long>(length)) {}

    PoolOutcome pass(Pool pool, const std::function<PoolOutcome(const Pool&)>& work)
    {
        pcp::Deadline& deadline = pool.options.patience.deadline;
        const std::unique_lock lock(guard_, deadline.remaining());
        if (lock) deadline = deadline.capped(deadline.remaining() / left_--);
        return work(pool);
    }

private:
    std::timed_mutex guard_;
    long left_;
};

}  // namespace

void fan_out(const std::vector<Pool>& pools, bool may_promote, Outcome& outcome,
             const std::function<PoolOutcome(const Pool&)>& work)
{
    const bool may_be_one = may_promote && pools.size() > 1;
    Queue queue(pools.size());
    in_parallel(pools.size(), [&](std::size_t i) {
        const bool waits = may_be_one && may_have_a_watchdog(pools[i]);
        outcome.pools[i] = waits ? queue.pass(pools[i], work) : work(pools[i]);
    });
}

}  // namespace efm
