// The main job, shown: a standby is taken out and put in as EFM's hooks do it, then the primary is lost. Real servers,
// a real Pgpool, our programs; ends by itself.
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "eventually.hpp"
#include "live.hpp"
#include "pgpool_server.hpp"
#include "postgres_cluster.hpp"
#include "run.hpp"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

long milliseconds_since(Clock::time_point begin)
{
    return static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin).count());
}

class Demo {
public:
    Demo()
    {
        std::printf("Starting three PostgreSQL servers and Pgpool ...\n");
        servers_ = std::make_unique<support::PostgresCluster>();
        pool_ = std::make_unique<support::PgpoolServer>(*servers_);
        std::printf("... %ld ms for the servers, %ld ms for Pgpool\n",
                    static_cast<long>(servers_->setup_time().count()), static_cast<long>(pool_->setup_time().count()));
        show();
    }

    void standby_leaves_and_returns()
    {
        title("EFM decides that the standby " + address(2) + " has failed");
        hook("load_balancer_detach", {address(2), "s"});
        show();
        title("The standby is well again: efm resume");
        hook("load_balancer_attach", {address(2), "s"});
        show();
    }

    void primary_is_lost()
    {
        title("The primary " + address(0) + " loses its power");
        servers()[0].kill9();
        hook("load_balancer_detach", {address(0), "p"});
        step("EFM promotes " + address(1), [&] { servers()[1].promote(); });
        step("EFM has " + address(2) + " follow it", [&] { servers()[2].follow(servers()[1]); });
        hook("pgpool_backend", {"promote", address(1)});
        show();
        step("Pgpool has called follow_primary; backend 2 takes reads again", [&] { wait_for_reads(); });
        show();
    }

private:
    support::PostgresCluster& servers() { return *servers_; }
    std::string address(std::size_t id) { return servers()[id].address(); }

    static void title(const std::string& text) { std::printf("\n== %s\n", text.c_str()); }

    template <typename Action>
    void step(const std::string& what, const Action& action)
    {
        const auto begin = Clock::now();
        action();
        std::printf("   %s  [%ld ms]\n", what.c_str(), milliseconds_since(begin));
    }

    void hook(const std::string& program, std::vector<std::string> arguments)
    {
        std::string line = program;
        for (const std::string& argument : arguments) line += ' ' + argument;
        arguments.insert(arguments.end(), {"--config", pool_->hooks_conf()});
        const auto begin = Clock::now();
        const efm::CommandResult result = support::run_program(program, arguments);
        std::printf("$  %s  [exit %d, %ld ms]\n   %s", line.c_str(), result.exit_code.value_or(-1),
                    milliseconds_since(begin), result.out.c_str());
        if (!result.succeeded()) throw std::runtime_error(program + " failed");
    }

    void show()
    {
        const auto result = support::run_program("pgpool_backend", {"nodes", "--config", pool_->hooks_conf()});
        std::printf("%s", result.out.c_str());
    }

    void wait_for_reads()
    {
        const auto attached = [&] {
            return pool_->status(2) != "down";
        };
        if (!support::eventually(attached, 60s)) throw std::runtime_error("backend 2 was not attached again");
    }

    std::unique_ptr<support::PostgresCluster> servers_;
    std::unique_ptr<support::PgpoolServer> pool_;
};

}  // namespace

int main()
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        Demo demo;
        demo.standby_leaves_and_returns();
        demo.primary_is_lost();
        std::printf("\nDone: one primary, one standby taking reads, the lost server out of the pool.\n");
        return 0;
    } catch (const std::exception& error) {
        std::printf("error: %s\n", error.what());
        return 1;
    }
}
