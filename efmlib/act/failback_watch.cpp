#include "failback_watch.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_question{500};
constexpr milliseconds longest_watch{2'000};  // a hook is waited for
constexpr milliseconds main_needs{1'000};     // until what a health check asked for is done
constexpr milliseconds between_looks{100};

std::string value_of(const std::vector<pcp::PoolSetting>& settings, const std::string& name)
{
    const auto found = std::ranges::find(settings, name, &pcp::PoolSetting::name);
    return found == settings.end() ? "" : found->value;
}

// A backend may have a period of its own. 0: it is not checked, and so not taken back.
int health_check_period(const std::vector<pcp::PoolSetting>& settings, int backend)
{
    const std::string own = value_of(settings, "health_check_period" + std::to_string(backend));
    const std::string text = own.empty() ? value_of(settings, "health_check_period") : own;
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::clamp(seconds, 0, 3'600);
}

bool is_on(const std::string& value)
{
    return value == "1" || value == "on";
}

// How long that has to be looked for; empty if it cannot happen, or be known.
std::optional<milliseconds> is_due_within(pcp::Client client, const Backend& detached)
{
    try {
        client.within(longest_question);
        const int count = client.node_count();
        if (count > pcp::max_backends_for_settings) return std::nullopt;
        const std::vector<pcp::PoolSetting> settings = client.settings(count);
        const int period = health_check_period(settings, detached.id);
        if (!is_on(value_of(settings, "auto_failback")) || period == 0) return std::nullopt;
        return std::min(longest_watch, std::chrono::seconds(period) + main_needs);
    } catch (const pcp::Error& error) {
        if (error.kind() == pcp::Error::Kind::cancelled) throw;
        return std::nullopt;
    }
}

// Over fresh connections, none of which may last longer than the look-out.
std::optional<Backend> look_on(pcp::Options options, const Backend& detached, milliseconds within)
{
    pcp::Deadline& end = options.patience.deadline;
    end = end.capped(std::min(within, end.remaining() / 2));
    PoolReader reader(options);
    while (!end.expired()) {
        pcp::pause(options.patience, between_looks);
        try {
            pcp::Client client = reader.connect();
            const Backend seen = reader.read_one(client, detached.id);
            if (is_same_server(seen, detached) && is_attached(seen.status)) return seen;
        } catch (const pcp::Error& error) {
            if (error.kind() == pcp::Error::Kind::cancelled) throw;
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<Backend> taken_back(pcp::Client at_hand, const PoolReader& reader, Narrator& narrator,
                                  const Backend& detached)
{
    const auto due = is_due_within(std::move(at_hand), detached);
    if (!due) return std::nullopt;
    narrator.note("wait",
                  "auto_failback is on: it may be attached again within " + std::to_string(due->count()) + " ms");
    narrator.tell();
    return look_on(reader.options(), detached, *due);
}

}  // namespace efm
