// The pool that is worked on: real servers, a real Pgpool, and the times of what is done to it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "pcp/client.hpp"
#include "pgpool_server.hpp"
#include "postgres_cluster.hpp"
#include "race.hpp"
#include "status_watch.hpp"
#include "temp_dir.hpp"
#include "timed_child.hpp"

namespace bench {

enum class Wanted { down, attached };

class BenchPool {
public:
    // Three servers; `slots` as in support::PgpoolOptions.
    explicit BenchPool(std::size_t slots);

    const support::PgpoolServer& server() const { return pool_; }
    const std::filesystem::path& scratch() const { return scratch_.path(); }  // for the programs' own files
    std::string address(int backend) const;

    // Brings a backend into a state, by PCP, and waits until Pgpool is at rest.
    void prepare(int backend, Wanted wanted);

    // Throws std::runtime_error unless they are.
    void expect(const std::vector<int>& backends, Wanted wanted) const;

    // Runs a program that is to bring a backend, which is not so yet, into a state; then waits until Pgpool is at rest.
    // Throws std::runtime_error with its output unless it exits 0 and the state is seen.
    Times time(const Invocation& invocation, int backend, Wanted wanted);

private:
    pcp::Client client() const;
    bool is_so(int backend, Wanted wanted) const;
    pid_t pcp_process() const;
    void wait_for_rest(pid_t pcp_process_before) const;

    support::PostgresCluster servers_;
    support::PgpoolServer pool_;
    support::TempDir scratch_;
    StatusWatch watch_;
};

}  // namespace bench
