#include "fan_out.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace {

using namespace std::chrono_literals;
using efm::Outcome;
using efm::Pool;
using efm::PoolOutcome;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::Le;

// No socket is there: whether they are members of one watchdog cannot be asked.
std::vector<Pool> unreachable_pools(std::size_t count, const pcp::Deadline& deadline)
{
    return std::vector<Pool>(count, Pool{{.host = "/no/such/directory", .patience = {.deadline = deadline}}});
}

Outcome outcome_for(const std::vector<Pool>& pools)
{
    Outcome outcome;
    outcome.pools.resize(pools.size());
    return outcome;
}

TEST(FanOut, LetsInOneAtATimeWhatMayBeOneAndLeavesTheOthersTheirShare)
{
    const std::vector<Pool> pools = unreachable_pools(3, pcp::Deadline::after(60s));
    Outcome outcome = outcome_for(pools);
    std::vector<milliseconds> shares;
    fan_out(pools, true, outcome, [&](const Pool& pool) {
        shares.push_back(pool.options.patience.deadline.remaining());
        return PoolOutcome{.pool = "told"};
    });
    EXPECT_THAT(shares, ElementsAre(Le(20s), Le(30s), Le(60s)));
    EXPECT_EQ(std::ranges::count(outcome.pools, "told", &PoolOutcome::pool), 3);
}

TEST(FanOut, TellsWhatWasKeptWaitingUntilTheDeadlineAllTheSame)
{
    const pcp::Deadline deadline = pcp::Deadline::after(20ms);
    const std::vector<Pool> pools = unreachable_pools(4, deadline);
    Outcome outcome = outcome_for(pools);
    fan_out(pools, true, outcome, [&](const Pool& pool) {
        pcp::pause({deadline}, 1h);
        EXPECT_TRUE(pool.options.patience.deadline.expired());
        return PoolOutcome{.pool = "told"};
    });
    EXPECT_EQ(std::ranges::count(outcome.pools, "told", &PoolOutcome::pool), 4);
}

}  // namespace
