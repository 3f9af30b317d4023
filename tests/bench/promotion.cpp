#include "promotion.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

#include "eventually.hpp"

namespace bench {
namespace {

using namespace std::chrono_literals;

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
    const Times times = race(promote);
    const support::PcpEndpoint& pcp = pool_.pcp();
    pcp::Client client{{.host = pcp.host, .port = pcp.port, .user = pcp.user, .password = pcp.password}};
    const auto now = client.health_stats_all(standby + 1).value();
    const bool leads = now[primary].role == pcp::Role::primary && is_attached(now[primary].status);
    if (leads && is_attached(now[standby].status)) return times;
    throw std::runtime_error(promote.argv.front() + " did not bring about what it was called for");
}

// The process may end before its purpose is reached, or after.
Times PromotedServers::race(const Invocation& promote) const
{
    const std::filesystem::path output = scratch_ / "output";
    watch_.drain();
    TimedChild child(promote, output);
    bool was_out = false;
    std::optional<Clock::time_point> shown;
    std::optional<Clock::time_point> ended;
    while (!shown || !ended) {
        std::array<pollfd, 2> events{{{shown ? -1 : watch_.fd(), POLLIN, 0}, {ended ? -1 : child.end_fd(), POLLIN, 0}}};
        ::poll(events.data(), events.size(), 1000);
        const Clock::time_point now = Clock::now();
        if (events[1].revents != 0) {
            ended = now;
            if (child.wait() != 0) throw std::runtime_error("failed: " + support::read_text(output));
        }
        if (events[0].revents != 0) {
            watch_.drain();
            const bool is_out = watch_.is_down(standby) == true;
            if (was_out && !is_out) shown = now;
            was_out = was_out || is_out;
        }
        if (now - child.begin() > longest_promotion) throw std::runtime_error("not done:\n" + pool_.log_text());
    }
    return {milliseconds_between(child.begin(), *shown), milliseconds_between(child.begin(), std::max(*shown, *ended))};
}

}  // namespace bench
