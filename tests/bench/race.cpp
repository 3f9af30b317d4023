#include "race.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

#include "temp_dir.hpp"

namespace bench {

Times race(const Invocation& invocation, const std::filesystem::path& output, const StatusWatch& watch,
           const std::function<bool()>& is_shown, std::chrono::milliseconds limit)
{
    watch.drain();
    TimedChild child(invocation, output);
    std::optional<Clock::time_point> shown;
    std::optional<Clock::time_point> ended;
    while (!shown || !ended) {
        std::array<pollfd, 2> events{{{shown ? -1 : watch.fd(), POLLIN, 0}, {ended ? -1 : child.end_fd(), POLLIN, 0}}};
        ::poll(events.data(), events.size(), 1000);
        const Clock::time_point now = Clock::now();
        if (events[1].revents != 0) {
            ended = now;
            if (child.wait() != 0) throw std::runtime_error("failed: " + support::read_text(output));
        }
        if (events[0].revents != 0) {
            watch.drain();
            if (is_shown()) shown = now;
        }
        if (now - child.begin() > limit) throw std::runtime_error("not done: " + support::read_text(output));
    }
    return {milliseconds_between(child.begin(), *shown), milliseconds_between(child.begin(), std::max(*shown, *ended))};
}

}  // namespace bench
