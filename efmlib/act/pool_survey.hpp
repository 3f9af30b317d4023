// What a pool says of its backends, round by round, and which of them an event is about. Private to the library.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "backend_memory.hpp"
#include "efm/load_balancer.hpp"
#include "narrator.hpp"
#include "pcp/error.hpp"
#include "target_finder.hpp"

namespace efm {

// The survey broke off after the login, or could not be believed. Nothing was asked for yet, so it can be read again.
bool is_broken_survey(const pcp::Error& error);

class PoolSurvey {
public:
    // References are kept. `whole`: one backend, as it is remembered, is not enough to know.
    PoolSurvey(const LoadBalancer::Setup& setup, const std::string& pool, PoolReader& reader, Narrator& narrator,
               bool whole);

    // The target is the backend that this member's address means, and not known by its id.
    void look_up(const Address& member);

    // The target is refused if it is not there: the caller and the pool number their backends differently.
    void expect(const std::optional<Address>& address) { expected_ = address; }

    // What earlier programs left behind, before the first round.
    void recall() { remembered_ = memory_.recall(); }
    void remember() const;

    // A proof needs to know all of the pool, from now on.
    void read_whole() { whole_ = true; }

    // All backends, or the target alone where that is enough. `target` counts unless it has to be looked up.
    PoolView read(pcp::Client& client, int target);

    bool has_to_find() const { return finder_.has_value(); }

    // Names to be resolved before find(), with no PCP connection open.
    std::set<std::string> names_needed(const PoolView& view) const { return finder_->names_needed(view); }
    void resolve(const std::set<std::string>& names) { finder_->resolve(names); }

    // Empty: declared as unpooled, and not there. Throws Error as TargetFinder does.
    std::optional<int> find(const PoolView& view);

    // The id is the pool's own, and a reload may give it to another server while we wait: then it throws Error
    // (try_later). The reference is the view's.
    const Backend& target_in(const PoolView& view, int id);

    // As it was found. Empty until then.
    const std::optional<Backend>& target() const { return target_; }

private:
    std::optional<PoolView> read_remembered(pcp::Client& client, int target) const;

    const LoadBalancer::Setup& setup_;
    const std::string pool_;
    PoolReader& reader_;
    Narrator& narrator_;
    BackendMemory memory_;
    std::vector<Backend> remembered_;
    Address member_;                      // as the caller named it; empty: by the backend's id
    std::optional<TargetFinder> finder_;  // until the target is found
    std::optional<Backend> target_;       // the same server has to stand there in every round
    std::optional<Address> expected_;
    bool whole_;
};

// Whether an id has been given to another server, or away.
bool has_moved(const PoolView& before, const PoolView& now);

}  // namespace efm
