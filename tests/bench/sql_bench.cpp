// What SQL costs: everything is measured in one run on one machine, and judged against what it is measured beside.
// docs/benchmarks.md says what is measured; `efm_sql_bench cold` measures that alone. A target that is missed is said
// and is no failure: timing is no verdict.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "eventually.hpp"
#include "extension_server.hpp"
#include "hangs.hpp"
#include "live.hpp"
#include "measurement.hpp"
#include "pgpool_server.hpp"
#include "run.hpp"
#include "session.hpp"
#include "timed_child.hpp"

namespace {

using bench::Clock;
using bench::median;
using bench::p95;
using bench::Samples;
using sql_test::ExtensionServer;
using sql_test::Preload;
using sql_test::Session;

constexpr const char* status = "SELECT efm_extension.efm_cluster_status_json()";
constexpr int rounds = 5;

void print(const std::string& what, double figure, const char* unit, double target)
{
    std::printf("%-58s %9.3f %-6s target %7.3f  %s\n", what.c_str(), figure, unit, target,
                figure <= target ? "reached" : "missed");
}

double milliseconds_of(const std::function<void()>& work)
{
    const auto begin = Clock::now();
    work();
    return bench::milliseconds_between(begin, Clock::now());
}

// Transactions a second of a statement, by pgbench.
double rate(const ExtensionServer& server, const std::string& statement, int clients)
{
    const support::TempDir dir;
    support::write_text(dir / "statement", statement + ";\n");
    const support::Login login = server.login();
    const std::string out =
        support::run_tool({support::postgres_program("pgbench"), "--no-vacuum", "--time=2", "--protocol=prepared",
                           "--client=" + std::to_string(clients), "--jobs=" + std::to_string(std::min(clients, 2)),
                           "--file=" + (dir / "statement").string(), "--host=" + login.host,
                           "--port=" + std::to_string(login.port), "--username=" + login.user, login.database});
    const auto at = out.find("tps = ");
    if (at == out.npos) throw std::runtime_error("pgbench says nothing of tps:\n" + out);
    return std::stod(out.substr(at + 6));
}

void warm(int clients)
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 300\n");
    server.sql(status);
    Samples plain, ours, ratios;
    for (int i = 0; i < rounds; ++i) {
        plain.push_back(rate(server, "SELECT 1", clients));
        ours.push_back(rate(server, status, clients));
        ratios.push_back(plain.back() / ours.back());
    }
    std::printf("warm, %d clients: SELECT 1 %.0f/s, efm_cluster_status_json() %.0f/s\n", clients, median(plain),
                median(ours));
    print("warm status over SELECT 1, " + std::to_string(clients) + " clients", median(ratios), "times", 1.6);
}

void cold()
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 0\n");
    const Session session(server.login());
    const support::TempDir dir;
    Samples alone, ours;
    for (int i = 0; i < rounds * 40; ++i) {
        alone.push_back(milliseconds_of([&] {
            bench::TimedChild({{server.efm().command(), "cluster-status-json", "efm"}, {}}, dir / "out").wait();
        }));
        ours.push_back(milliseconds_of([&] { session.value(status); }));
    }
    std::printf("cold: efm alone %.2f ms (p95 %.2f), efm_cluster_status_json() %.2f ms (p95 %.2f)\n", median(alone),
                p95(alone), median(ours), p95(ours));
    print("cold status over efm itself, median", median(ours) - median(alone), "ms", 3);
    print("cold status over efm itself, p95", p95(ours) - p95(alone), "ms", 10);
}

void pools()
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 0\n", 3);
    const support::PgpoolServer pool(server.cluster());
    server.sql("ALTER SYSTEM SET efm.hooks_conf = '" + pool.hooks_conf().string() + "'");
    server.sql("SELECT pg_reload_conf()");
    const Session session(server.login());
    const auto took = [&] {
        Samples samples;
        for (int i = 0; i < rounds * 20; ++i) {
            samples.push_back(milliseconds_of([&] { session.value("SELECT * FROM efm_extension.pgpool_nodes"); }));
        }
        return median(samples);
    };
    print("pgpool_nodes of 3 backends, asked for, median", took(), "ms", 6);
    session.value("SET efm.cache_ttl = 300");
    print("pgpool_nodes of 3 backends, at hand, median", took(), "ms", 1);
}

// From the request to the error, while efm and its child ignore being asked to end.
void cancel()
{
    ExtensionServer server(Preload::yes);
    server.efm().misbehave(sql_test::hangs[1].script);
    const Session other(server.login());
    Samples took;
    for (int i = 0; i < rounds * 4; ++i) {
        const std::size_t before = server.efm().count("cluster-status");
        const Session session(server.login());
        const std::string pid = session.value("SELECT pg_backend_pid()");
        Clock::time_point ended;
        std::thread caller([&] {
            try {
                session.value("SELECT efm_extension.efm_cluster_status('text')");
            } catch (const std::runtime_error&) {  // that is the cancellation
            }
            ended = Clock::now();
        });
        if (!support::eventually([&] { return server.efm().count("cluster-status") > before; }))
            std::puts("efm is not run");
        const auto begin = Clock::now();
        other.value("SELECT pg_cancel_backend(" + pid + ")");
        caller.join();
        took.push_back(bench::milliseconds_between(begin, ended));
    }
    print("a query cancelled while efm hangs, p95", p95(took), "ms", 100);
}

double processor_seconds(const std::string& pid)
{
    std::istringstream fields(support::read_text("/proc/" + pid + "/stat"));
    std::string word;
    for (int i = 1; i < 14; ++i) fields >> word;
    double user = 0, system = 0;
    fields >> user >> system;
    return (user + system) / 100;
}

void idle()
{
    ExtensionServer server(Preload::yes,
                           "efm.bgw_enabled = on\nefm.bgw_persist_history = on\nautovacuum = off\nwal_level = minimal\n"
                           // The server logs now and then who is in a transaction, unless it has no standbys.
                           "max_wal_senders = 0\n");
    const auto polled = [&](std::size_t times) {
        if (!support::eventually([&] { return server.efm().count("cluster-status-json") >= times; },
                                 std::chrono::minutes{2}))
            throw std::runtime_error("nobody polls");
    };
    const std::string rows = "SELECT count(*) FROM efm_extension.efm_status_history";
    if (!support::eventually([&] { return server.sql(rows) == "1"; })) throw std::runtime_error("no history");
    const std::string pid = server.sql("SELECT pid FROM pg_stat_activity WHERE backend_type = 'efm_status_monitor'");
    const Session session(server.login());  // a new one would set hint bits, which are logged here
    session.value("SELECT pg_current_wal_insert_lsn() - '0/0'");
    session.value("CHECKPOINT");
    session.value("SELECT pg_current_wal_insert_lsn() - '0/0'");
    const std::string before = session.value("SELECT pg_current_wal_insert_lsn()");
    const double used = processor_seconds(pid);
    const auto begin = Clock::now();
    polled(server.efm().count("cluster-status-json") + 4);  // every 10 s, as published
    const double span = bench::milliseconds_between(begin, Clock::now()) / 1000;
    print("idle worker, beside what it runs", (processor_seconds(pid) - used) / span * 100, "% CPU", 0.1);
    print("WAL of 4 polls without a change",
          std::stod(session.value("SELECT pg_current_wal_insert_lsn() - '" + before + "'")), "bytes", 0);
}

constexpr std::pair<const char*, void (*)()> measurements[] = {{"warm",
                                                                [] {
                                                                    warm(1), warm(20);
                                                                }},
                                                               {"cold", cold},
                                                               {"pools", pools},
                                                               {"cancel", cancel},
                                                               {"idle", idle}};

}  // namespace

int main(int argc, char** argv)
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const std::vector<std::string> wanted(argv + 1, argv + argc);
    try {
        for (const auto& [name, measure] : measurements) {
            if (wanted.empty() || std::ranges::find(wanted, name) != wanted.end()) measure();
        }
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "efm_sql_bench: %s\n", error.what());
        return 1;
    }
}
