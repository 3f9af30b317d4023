#include "pool_watch.hpp"

#include <utility>

#include "in_namespace.hpp"
#include "pcp/client.hpp"

namespace scenarios {
namespace {

constexpr std::chrono::milliseconds interval{40};
constexpr std::chrono::milliseconds answer_limit{1'000};

std::string word(const pcp::HealthStats& backend)
{
    if (!is_attached(backend.status)) return "down";
    return backend.role == pcp::Role::primary ? "primary" : "standby";
}

}  // namespace

PoolState pool_state(const support::PcpEndpoint& pcp, std::size_t backends)
{
    PoolState state;
    try {
        pcp::Client client{{.host = pcp.host,
                            .port = pcp.port,
                            .user = pcp.user,
                            .password = pcp.password,
                            .patience = {pcp::Deadline::after(answer_limit)}}};
        const auto all = client.health_stats_all(static_cast<int>(backends));
        for (const auto& backend : all.value()) state.push_back(word(backend));
    } catch (const pcp::Error&) {
        state.clear();
    }
    return state;
}

PoolWatch::PoolWatch(support::PcpEndpoint pcp, std::size_t backends, std::string network_namespace)
    : pcp_(std::move(pcp)), backends_(backends), namespace_(std::move(network_namespace)), thread_([this] { watch(); })
{
}

PoolWatch::~PoolWatch()
{
    stopping_ = true;
    thread_.join();
}

std::vector<PoolChange> PoolWatch::changes() const
{
    const std::lock_guard lock(mutex_);
    return changes_;
}

void PoolWatch::watch()
{
    const support::InNamespace there(namespace_);
    for (; !stopping_; pcp::pause({}, interval)) {
        PoolState state = pool_state(pcp_, backends_);
        const std::lock_guard lock(mutex_);
        if (state.empty() || (!changes_.empty() && changes_.back().state == state)) continue;
        changes_.push_back({now(), std::move(state)});
    }
}

}  // namespace scenarios
