// A hook or a pass of reconcile on one host: its entry in the journal, and a run in each pool.
#pragma once

#include <vector>

#include "journal.hpp"
#include "run.hpp"

namespace simulation {

struct Call {
    efm::Verb verb = efm::Verb::detach;
    int member = 0;
    efm::MemberType type = efm::MemberType::unknown;
    efm::Party party = efm::Party::manager;
    std::optional<int> old_primary = std::nullopt;
};

std::string to_string(const Call& call);

class Program {
public:
    Program(World& world, int id, int host, const Call& call);

    void step();
    void kill();
    bool is_over() const { return is_over_; }
    bool is_ready() const;
    Millis wake() const;
    int id() const { return id_; }
    int host() const { return host_; }
    const Call& call() const { return call_; }

private:
    void begin();
    void begin_next_run(std::size_t left);
    void finish();
    void close_open_events();
    bool is_so(const Entry& entry) const;

    World& world_;
    int id_;
    int host_;
    Call call_;
    Millis deadline_ = 0;
    bool has_begun_ = false;
    bool is_over_ = false;
    std::map<int, efm::OrderedOut> ordered_out_;
    std::vector<Entry> open_;
    std::vector<Run> runs_;
};

}  // namespace simulation
