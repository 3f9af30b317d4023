// What a job does, apart from the server: its order carried out, and its line in the journal. Plain C++, on a thread of
// its own.
#pragma once

#include <chrono>
#include <functional>

#include "efm/command_runner.hpp"
#include "pool_orders.hpp"
#include "settings.hpp"
#include "shared.hpp"

namespace sqlext {

struct JobSettings {
    ManagerSettings manager;
    PoolSettings pools;
    std::chrono::seconds watch_limit{60};
};

// From the first look to the last; `job.state` follows. Never throws for what EFM and the pools do.
OrderReport work_on(Job& job, const JobSettings& settings, efm::CommandRunner& runner,
                    const std::function<bool()>& cancelled);

// An order of EFM, as this host's journal tells it to `pgpool_backend events`; the pools' write themselves. Nothing
// where there is no journal to write to. Throws SqlError or efm::Error with the reason why it is not written.
void write_to_journal(const Job& job, const PoolSettings& settings, efm::CommandRunner& runner,
                      const pcp::Patience& patience);

// Why an order is not taken: another one is under way; the transaction only reads.
SqlError busy_error(const Order& order, std::int64_t other_job);
SqlError read_only_error(const Order& order);

}  // namespace sqlext
