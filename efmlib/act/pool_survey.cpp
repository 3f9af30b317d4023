#include "pool_survey.hpp"

#include <algorithm>

namespace efm {

bool is_broken_survey(const pcp::Error& error)
{
    return error.kind() == pcp::Error::Kind::protocol ||
           (error.kind() == pcp::Error::Kind::unreachable && error.delivery() == pcp::Error::Delivery::unknown);
}

PoolSurvey::PoolSurvey(const LoadBalancer::Setup& setup, const std::string& pool, PoolReader& reader,
                       Narrator& narrator, bool whole)
    : setup_(setup), pool_(pool), reader_(reader), narrator_(narrator), memory_(setup.state_dir, pool), whole_(whole)
{
}

void PoolSurvey::look_up(const Address& member)
{
    member_ = member;
    finder_.emplace(setup_, member_, reader_.options().patience);
}

void PoolSurvey::remember() const
{
    if (remembered_.size() >= BackendMemory::worthwhile && target_) memory_.remember(remembered_);
}

PoolView PoolSurvey::read(pcp::Client& client, int target)
{
    if (auto view = read_remembered(client, target)) return std::move(*view);
    PoolView view = reader_.read_all(client);
    narrator_.note("survey", std::to_string(view.backends.size()) + " backends");
    return view;
}

// A remembered backend, if the pool itself confirms that it still stands where it stood.
std::optional<PoolView> PoolSurvey::read_remembered(pcp::Client& client, int target) const
{
    if (remembered_.size() < BackendMemory::worthwhile || whole_) return std::nullopt;
    const std::optional<int> id = finder_ ? finder_->find_by_text(remembered_) : target;
    if (!id || client.node_count() != static_cast<int>(remembered_.size())) return std::nullopt;
    const Backend seen = reader_.read_one(client, *id);
    if (!is_same_server(seen, remembered_[static_cast<std::size_t>(*id)])) return std::nullopt;
    narrator_.note("survey", to_string(seen) + ", as remembered");
    return PoolView{{seen}, false};
}

std::optional<int> PoolSurvey::find(const PoolView& view)
{
    const std::optional<int> id = finder_->find(view, pool_);
    if (id) finder_.reset();
    return id;
}

const Backend& PoolSurvey::target_in(const PoolView& view, int id)
{
    const Backend* target = view.find(id);
    if (!target || target->host.empty()) {
        throw Error(Error::Kind::unknown_backend, "pool " + pool_ + " has no backend " + std::to_string(id));
    }
    const bool elsewhere = expected_ && (target->host != expected_->host || target->port != expected_->port);
    if (elsewhere || (target_ && !is_same_server(*target, *target_))) {
        throw Error(Error::Kind::try_later, "pool " + pool_ + " has " + to_string(*target) + " where " +
                                                (elsewhere ? to_string(*expected_) : to_string(*target_)) +
                                                " was expected: its configuration has changed");
    }
    if (!target_) {
        target_ = *target;
        if (view.complete) remembered_ = view.backends;
    }
    return *target;
}

bool has_moved(const PoolView& before, const PoolView& now)
{
    return std::ranges::any_of(before.backends, [&](const Backend& then) {
        const Backend* here = now.find(then.id);
        return here ? !is_same_server(*here, then) : now.complete;
    });
}

}  // namespace efm
