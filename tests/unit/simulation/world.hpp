// Three servers with their agents, two pools, five hosts with a journal each, and chance. A seed is a history.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal.hpp"
#include "manager.hpp"
#include "mutation.hpp"
#include "pgpool.hpp"
#include "program.hpp"
#include "random.hpp"
#include "servers.hpp"

namespace simulation {

inline constexpr int pool_count = 2;
inline constexpr int host_count = server_count + pool_count;
inline constexpr Millis promote_is_forgotten_after = 600'000;

// What programs of one host know of each other; in run_dir, which does not survive a reboot.
struct Turn {
    bool is_taken = false;
    // Sent, and not seen to be done: it is not sent again for ten minutes.
    struct Promote {
        int backend = 0;
        Millis forgotten_at = 0;
    };

    std::optional<Promote> promote;
    std::map<int, int> detaches;
    std::map<int, Millis> detached;  // when one was last seen to be done

    bool has_seen(const efm::OrderedOut& order, int backend) const
    {
        const auto seen = detached.find(backend);
        return seen != detached.end() && time_of(seen->second) > order.at;
    }

    bool waits_for_promote(int backend, Millis now) const
    {
        return promote && promote->backend == backend && now < promote->forgotten_at;
    }
};

struct Host {
    bool is_up = true;
    Journal journal;
    std::vector<Turn> turns{pool_count};
};

class World {
public:
    World(std::uint64_t seed, Mutation broken, bool tells);

    void live();  // a while with accidents, then quiet until reconcile has nothing left to do, then the verdict

    const std::vector<std::string>& violations() const { return violations_; }
    const std::vector<std::string>& story() const { return story_; }

    // For those who live in it.
    void tell(const std::string& what);
    void violation(const std::string& what);
    int run_program(int host, const Call& call);  // -1: the host is down
    bool is_running(int program) const;
    Host& host(int id) { return hosts_[static_cast<std::size_t>(id)]; }
    Turn& turn(int on, int pool) { return host(on).turns[static_cast<std::size_t>(pool)]; }

    Random random;
    Mutation mutation;
    bool is_told;
    bool asks_manager;                  // efm.command is set
    bool has_accidents = true;          // also small ones: lost questions, late reports
    std::optional<int> one_reconciler;  // the only host where reconcile runs, and operators
    Millis now = 0;
    int requests = 0;  // to pools, by programs
    Servers servers;
    std::vector<Pgpool> pools;
    Manager manager;

private:
    friend class Accidents;
    friend class Verdict;

    void turn_of_events();
    bool go_on();  // somebody's next step; false if there is none but to wait
    bool pools_go_on();
    bool program_goes_on();
    void let_time_pass();
    void quiet_down();
    void reconcile_until_nothing_is_left();
    bool reconciles(int host) const { return !one_reconciler || *one_reconciler == host; }
    int host_of_pool(int pool) const { return pools_on_members_ ? pool : server_count + pool; }
    void run_out();

    bool pools_on_members_;
    int programs_ = 0;
    std::vector<Host> hosts_{host_count};
    std::vector<std::unique_ptr<Program>> running_;
    std::map<int, int> follow_of_;  // by pool: the program its follow command is
    std::vector<std::string> violations_;
    std::vector<std::string> story_;
};

}  // namespace simulation
