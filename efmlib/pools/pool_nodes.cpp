#include "efm/pool_nodes.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace efm {
namespace {

pcp::NodeInfo node_of(const pcp::HealthStats& stats)
{
    pcp::NodeInfo node;
    node.id = stats.id;
    node.host = stats.host;
    node.port = stats.port;
    node.status = stats.status;
    node.role = stats.role;
    return node;
}

std::optional<double> number_of(const std::vector<pcp::PoolSetting>& settings, std::string_view name)
{
    const auto found = std::ranges::find(settings, name, &pcp::PoolSetting::name);
    if (found == settings.end()) return std::nullopt;
    double number = 0;
    const std::string& text = found->value;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && number == number ? std::optional{number} : std::nullopt;
}

}  // namespace

PoolNodes read_nodes(const pcp::Options& pool, bool probe)
{
    PoolNodes result;
    int count = 0;
    {
        pcp::Client client{pool};
        count = client.node_count();
        if (const auto stats = client.health_stats_all(count)) {
            for (const pcp::HealthStats& one : *stats) result.nodes.push_back(node_of(one));
        } else {
            probe = true;  // before 4.2 node info does not connect to the servers either
        }
        if (!result.nodes.empty() && count <= pcp::max_backends_for_settings) {
            const std::vector<pcp::PoolSetting> settings = client.settings(count);
            for (pcp::NodeInfo& node : result.nodes) {
                node.weight = number_of(settings, "backend_weight" + std::to_string(node.id));
            }
            probe = probe || number_of(settings, "health_check_period") == 0.0;
            if (const auto uses = number_of(settings, "use_watchdog")) result.uses_watchdog = *uses != 0.0;
        }
    }
    if (probe) {
        result.nodes = pcp::Client{pool}.node_info_all(count);
        result.probed = true;
    }
    return result;
}

}  // namespace efm
