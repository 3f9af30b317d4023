#include "efm/pool_view.hpp"

#include <algorithm>

#include "efm/address.hpp"

namespace efm {
namespace {

template <typename Record>
Backend backend_of(const Record& record)
{
    return {record.id, record.host, record.port, record.status, record.role};
}

template <typename Record>
PoolView view_of(const std::vector<Record>& records)
{
    PoolView view;
    for (const Record& record : records) view.backends.push_back(backend_of(record));
    return view;
}

}  // namespace

bool is_same_server(const Backend& one, const Backend& other)
{
    return one.id == other.id && one.host == other.host && one.port == other.port;
}

std::string to_string(const Backend& backend)
{
    return "backend " + std::to_string(backend.id) + " (" + endpoint(backend.host, backend.port) + ')';
}

const Backend* PoolView::find(int id) const
{
    const auto found = std::ranges::find(backends, id, &Backend::id);
    return found == backends.end() ? nullptr : &*found;
}

const Backend* PoolView::primary() const
{
    const auto found = std::ranges::find(backends, pcp::Role::primary, &Backend::role);
    return found == backends.end() ? nullptr : &*found;
}

pcp::Client PoolReader::connect() const
{
    pcp::Options options = options_;
    if (silence_) options.patience.deadline = options.patience.deadline.capped(*silence_);
    return pcp::Client{std::move(options)};
}

PoolView PoolReader::read_all(pcp::Client& client)
{
    const int count = client.node_count();
    if (has_health_stats_) {
        if (const auto stats = client.health_stats_all(count)) return view_of(*stats);
        has_health_stats_ = false;
        client = connect();
    }
    return view_of(client.node_info_all(count));
}

Backend PoolReader::read_one(pcp::Client& client, int id)
{
    if (has_health_stats_) {
        if (const auto stats = client.health_stats(id)) return backend_of(*stats);
        has_health_stats_ = false;
        client = connect();
    }
    return backend_of(client.node_info(id));
}

}  // namespace efm
