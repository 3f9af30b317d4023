#include "bench_pool.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>

#include "eventually.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t servers = 3;
constexpr auto longest_call = 60s;

}  // namespace

BenchPool::BenchPool(std::size_t slots)
    : servers_(servers), pool_(servers_, {.settings = {}, .slots = slots}), watch_(pool_.dir() / "pgpool_status")
{
}

std::string BenchPool::address(int backend) const
{
    return client().health_stats(backend).value().host;
}

pcp::Client BenchPool::client() const
{
    const support::PcpEndpoint& pcp = pool_.pcp();
    return pcp::Client{{.host = pcp.host, .port = pcp.port, .user = pcp.user, .password = pcp.password}};
}

bool BenchPool::is_so(int backend, Wanted wanted) const
{
    const pcp::NodeStatus status = client().health_stats(backend).value().status;
    return wanted == Wanted::attached ? is_attached(status) : status == pcp::NodeStatus::down;
}

void BenchPool::prepare(int backend, Wanted wanted)
{
    if (is_so(backend, wanted)) return;
    const pid_t before = pcp_process();
    wanted == Wanted::attached ? client().attach(backend) : client().detach(backend);
    wait_for_rest(before);
    if (!is_so(backend, wanted)) throw std::runtime_error("pgpool does not do as told:\n" + pool_.log_text());
}

void BenchPool::expect(const std::vector<int>& backends, Wanted wanted) const
{
    for (const int backend : backends) {
        if (is_so(backend, wanted)) continue;
        throw std::runtime_error("backend " + std::to_string(backend) + " is not as asked:\n" + pool_.log_text());
    }
}

Times BenchPool::time(const Invocation& invocation, int backend, Wanted wanted)
{
    if (is_so(backend, wanted)) throw std::runtime_error("there is nothing to do for " + invocation.argv.front());
    const pid_t before = pcp_process();
    const auto is_shown = [&] {
        return watch_.is_down(backend) == (wanted == Wanted::down);
    };
    const Times times = race(invocation, scratch() / "output", watch_, is_shown, longest_call);
    wait_for_rest(before);
    if (!is_so(backend, wanted)) throw std::runtime_error(invocation.argv.front() + " did nothing that lasts");
    return times;
}

// Pgpool's process that takes PCP connections, a child of its main process; 0 while there is none.
pid_t BenchPool::pcp_process() const
{
    pid_t main = 0;
    std::ifstream(pool_.dir() / "pgpool.pid") >> main;
    const std::string task = "/proc/" + std::to_string(main) + "/task/" + std::to_string(main);
    std::ifstream children(task + "/children");
    for (pid_t child = 0; children >> child;) {
        std::ifstream file("/proc/" + std::to_string(child) + "/cmdline");
        std::string title;
        std::getline(file, title, '\0');
        if (title.starts_with("pgpool: PCP: ")) return child;
    }
    return 0;
}

// After a node operation, Pgpool's main process sleeps for a second and then replaces its PCP process. A request in
// that second waits for its end, whoever sends it: not what is measured here. Nothing is asked meanwhile, for an open
// connection would hold the replacement up.
void BenchPool::wait_for_rest(pid_t pcp_process_before) const
{
    const auto replaced = [&] {
        const pid_t now = pcp_process();
        return now != 0 && now != pcp_process_before;
    };
    if (!support::eventually(replaced, 15s)) throw std::runtime_error("pgpool is not at rest:\n" + pool_.log_text());
    pcp::pause({}, 100ms);  // its new processes start
}

}  // namespace bench
