#include "promotion.hpp"

#include <stdexcept>
#include <utility>

#include "eventually.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

constexpr int old_primary = 0;
constexpr int primary = 1;
constexpr int standby = 2;
constexpr auto longest_promotion = 90s;

}  // namespace

PromotedServers::PromotedServers(support::PgpoolOptions options)
    : pool_(servers_, std::move(options)), watch_(pool_.dir() / "pgpool_status")
{
    servers_[0].kill9();
    servers_[primary].promote();
    servers_[standby].follow(servers_[primary]);
    const auto streams = [&] {
        return support::PostgresCluster::streams_to(servers_[primary], 1);
    };
    if (!support::eventually(streams)) throw std::runtime_error("the standby does not stream from the new primary");
}

Times PromotedServers::time(const Invocation& promote)
{
    const Times times = race_to_return(promote);
    const support::PcpEndpoint& pcp = pool_.pcp();
    pcp::Client client{{.host = pcp.host, .port = pcp.port, .user = pcp.user, .password = pcp.password}};
    const auto now = client.health_stats_all(standby + 1).value();
    const bool leads = now[primary].role == pcp::Role::primary && is_attached(now[primary].status);
    if (leads && is_attached(now[standby].status)) return times;
    throw std::runtime_error(promote.argv.front() + " did not bring about what it was called for");
}

// Pgpool takes all others out for the new primary. The old one stays out.
Times PromotedServers::race_to_return(const Invocation& promote) const
{
    const auto is_back = [&] {
        return watch_.is_down(old_primary) == true && watch_.is_down(standby) == false;
    };
    return race(promote, scratch_ / "output", watch_, is_back, longest_promotion);
}

}  // namespace bench
