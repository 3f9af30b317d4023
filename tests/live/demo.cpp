// The main job, shown: a standby fails and is resumed, then the primary is lost and nobody touches anything. Real
// servers, a real Pgpool, our programs as the hooks, a stand-in for EFM that fails over; SQL tells what has happened.
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "demo_sql.hpp"
#include "facts.hpp"
#include "house.hpp"
#include "rehearsal.hpp"
#include "run.hpp"
#include "timeline.hpp"

namespace {

class Demo {
public:
    Demo() { sql_.set_up(house_); }

    void standby_fails_and_returns()
    {
        const auto kill = [this] {
            house_.server(2).kill9();
        };
        act("The standby " + address(2) + " dies", kill, {"Primary", "Standby", "Idle"});
        const auto come_back = [this] {
            house_.server(2).start();
            house_.efm().resume(2);
        };
        act("It is started again: efm resume", come_back, {"Primary", "Standby", "Standby"});
        show();
    }

    void primary_is_lost()
    {
        const auto kill = [this] {
            house_.server(0).kill9_postmaster();
        };
        act("kill -9 of the postmaster of the primary " + address(0) + "; nobody touches anything", kill,
            {"Idle", "Primary", "Standby"});
        show();
    }

    void show() const
    {
        const auto result = support::run_program("pgpool_backend", {"nodes", "--config", house_.pool().hooks_conf()});
        std::printf("\n$ pgpool_backend nodes\n%s", result.out.c_str());
    }

    void tell_by_sql() { sql_.show(house_, 1); }

    void count()
    {
        house_.traffic().stop();
        const scenarios::Verdict verdict = judge(scenarios::facts_of(house_, 1));
        std::printf("\n%zu writes were acknowledged, %zu of them are lost; %zu answers came from a wrong server.\n",
                    verdict.acknowledged, verdict.lost.size(), verdict.unentitled.size());
        if (!verdict.lost.empty() || !verdict.unentitled.empty()) throw std::runtime_error("that is not right");
    }

private:
    void act(const std::string& title, const std::function<void()>& event, const std::vector<std::string>& types)
    {
        std::printf("\n== %s\n", title.c_str());
        const scenarios::Act act = rehearsal_.act(title, event, types);
        std::printf("%s", timeline(house_, act).c_str());
        for (const auto& broken : rehearsal_.broken()) throw std::runtime_error(broken.what);
    }

    std::string address(std::size_t id) const { return house_.server(id).address(); }

    demo::SqlSide sql_;
    scenarios::House house_{scenarios::suite(), {}, scenarios::loopback(sql_.servers())};
    scenarios::Rehearsal rehearsal_{{}, house_};
};

}  // namespace

int main()
{
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    try {
        std::printf(
            "Starting three PostgreSQL servers, Pgpool, a stand-in for EDB Failover Manager (agents that fail real\n"
            "servers over and call our programs as hooks), one client that writes and three that read ...\n");
        Demo demo;
        demo.show();
        demo.standby_fails_and_returns();
        demo.primary_is_lost();
        demo.count();
        demo.tell_by_sql();
        std::printf("Done: one primary, one standby taking reads, the lost server out of the pool.\n");
        return 0;
    } catch (const std::exception& error) {
        std::printf("error: %s\n", error.what());
        return 1;
    }
}
