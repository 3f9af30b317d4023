// What may be ordered of the pools over SQL, and their journal. It goes the one way that EFM's hooks go: the program
// pgpool_backend, with its plan, proofs, turns and journal. A program, and not the same library in this process,
// because the journal is kept by a process that is forked: of the server it would hold on to the shared memory, and
// while a disk hangs keep a server that crashed from starting again.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "efm/command_runner.hpp"
#include "order.hpp"
#include "order_run.hpp"
#include "table.hpp"

namespace sqlext {

struct PoolSettings {
    std::string program;     // pgpool_backend
    std::string hooks_conf;  // its settings file
};

// The program with these options and words, at home where the process's user is: libpq looks for its files there.
efm::Command pool_command(const PoolSettings& settings, const std::vector<std::string>& words,
                          const pcp::Patience& patience);

// Throws SqlError (22023) for arguments that cannot be. Without a port: as the pool has it. `drain`: of a detach, how
// long to wait for a moment without sessions.
Order pool_order(OrderKind kind, std::string_view host, std::optional<int> port = std::nullopt,
                 std::chrono::milliseconds drain = std::chrono::milliseconds::zero());

// Never throws for what the program does. A failure of some pool is in the rows; `error` is for what came to no pool.
OrderReport carry_out_pool_order(const Order& order, const PoolSettings& settings, efm::CommandRunner& runner,
                                 const std::function<bool()>& cancelled);

// pool, backend, ok, sentence, failed_proof: out of what an order printed, as the report has it.
Table pool_answer(const std::string& document);

// at, cluster, event: the newest of this host's journal, oldest first. None without a settings file. A journal that
// cannot be read is a row that says why.
Table journal_events(const PoolSettings& settings, efm::CommandRunner& runner, const pcp::Patience& patience);

}  // namespace sqlext
