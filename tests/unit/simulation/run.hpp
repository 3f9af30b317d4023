// One event in one pool, as efm::PoolRun goes about it, but step by step: between any two the world goes on, and after
// any it may be killed. The plans are the real ones.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "efm/plan.hpp"
#include "pgpool.hpp"
#include "servers.hpp"

namespace simulation {

class World;

class Run {
public:
    enum class Result { open, done, not_reached, refused };

    Run(World& world, int host, int pool, efm::Event event, std::map<int, efm::OrderedOut> ordered_out,
        Millis deadline);

    void step();
    void give_back_turn();  // also what its death does
    bool is_over() const { return result_ != Result::open; }
    bool is_ready(Millis now) const { return now >= wake_; }
    Millis wake() const { return wake_; }
    Result result() const { return result_; }

private:
    enum class At { survey, ask, send, verify };

    struct Sent {
        efm::Step step;
        bool rejected = false;
        bool again = true;  // it may still be sent once more
        Millis half_time = 0;
    };

    struct Heard {
        efm::ServerFacts facts;
        Millis since = 0;  // always this answer
        Millis last = 0;
    };

    bool take_turn();
    void survey();
    void ask();
    void ask_server(int backend);
    void ask_manager();
    void answered();
    void remember(int backend, efm::ServerFacts& facts);
    void forget();
    void follow(const efm::Plan& plan);
    void check_second_look() const;
    void send();
    Sent send(const efm::Step& step);
    bool may_send(const efm::Step& step);
    void note(const efm::Step& step);
    void verify();
    void prove_again();
    void after_steps();
    void wait_or_give_up(const efm::Refusal& refusal);
    bool hope(const efm::Plan& plan);
    void wait();
    void end(Result result, const std::string& why);
    void tell(const std::string& what) const;
    efm::Policy policy() const;
    Millis remaining() const;

    World& world_;
    int host_;
    int pool_;
    efm::Event event_;
    efm::Views views_;
    std::map<int, Server> truth_;  // what each server was when it answered
    Millis deadline_;
    Millis long_enough_;
    Result result_ = Result::open;
    At at_ = At::survey;
    Millis wake_ = 0;
    Millis pause_ = 20;
    std::optional<Millis> turn_by_;
    bool has_turn_ = false;
    std::vector<int> questions_;
    std::vector<int> last_questions_;
    bool asks_manager_ = false;
    bool asks_again_ = false;
    efm::ServersView answers_;
    std::map<int, Heard> heard_;
    efm::Plan plan_;
    std::size_t batch_ = 0;
    std::vector<Sent> sent_;
    std::size_t seen_ = 0;
    bool is_all_seen_ = true;
    bool promote_sent_ = false;
    std::optional<int> detach_mark_;
    std::optional<Millis> hoping_;
};

}  // namespace simulation
