#include "verbs.hpp"

#include <ctime>

#include "efm/ask_pools.hpp"
#include "efm/pool_nodes.hpp"
#include "efm/report.hpp"
#include "table.hpp"

namespace hooks {
namespace {

constexpr int old_primary_code = 1;
constexpr int old_standby_code = 0;
constexpr int old_unknown_code = 255;

efm::Address operand_address(const Call& call)
{
    call.expect_operands(2, 3);
    return member_address(call.operands()[1], call.operands().size() > 2 ? call.operands()[2] : "");
}

// What all pools agree on. Throws efm::Error when one cannot tell, or when they differ.
pcp::Role role_of(Call& call, const efm::Address& member)
{
    const efm::Outcome outcome = call.outcome_of([&](efm::LoadBalancer& balancer) { return balancer.look(member); });
    if (const efm::Error* failure = outcome.failure()) throw *failure;
    const efm::PoolOutcome& first = outcome.pools.front();
    for (const efm::PoolOutcome& pool : outcome.pools) {
        if (pool.unpooled) {
            throw efm::Error(efm::Error::Kind::unknown_backend, outcome.target + " is declared as unpooled");
        }
        if (pool.excused) continue;
        if (pool.backend->role != first.backend->role) {
            throw efm::Error(efm::Error::Kind::try_later, "the pools disagree: " + first.pool + " says " +
                                                              std::string(to_string(first.backend->role)) + ", " +
                                                              pool.pool + " says " +
                                                              std::string(to_string(pool.backend->role)));
        }
    }
    return first.backend->role;
}

template <typename Answer>
int exit_of(const std::vector<efm::FromPool<Answer>>& pools)
{
    for (const auto& pool : pools) {
        if (pool.failure) return exit_code(pool.failure->kind());
    }
    return exit_done;
}

std::string text_of(const std::optional<std::string>& value)
{
    return value.value_or("-");
}

std::string weight_of(const pcp::NodeInfo& node)
{
    if (!node.weight) return "-";
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", *node.weight);
    return text;
}

std::string delay_of(const pcp::NodeInfo& node)
{
    if (!node.delay) return "-";
    return std::to_string(*node.delay) + (node.delay_is_time ? " us" : " B");
}

std::string time_of(const pcp::NodeInfo& node)
{
    if (!node.changed || *node.changed == 0) return "-";
    const std::time_t time = *node.changed;
    std::tm local{};
    ::localtime_r(&time, &local);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &local)};
}

std::string table_of(const efm::PoolNodes& nodes)
{
    std::vector<std::vector<std::string>> rows{{"id", "host", "port", "status", "role", "weight"}};
    std::vector<bool> marked{false};
    if (nodes.probed) {
        for (const char* name : {"actual status", "actual role", "delay", "replication", "sync", "status changed"}) {
            rows.front().emplace_back(name);
        }
    }
    for (const pcp::NodeInfo& node : nodes.nodes) {
        rows.push_back({std::to_string(node.id), node.host, std::to_string(node.port),
                        std::string(to_string(node.status)), std::string(to_string(node.role)), weight_of(node)});
        marked.push_back(!is_attached(node.status));
        if (!nodes.probed) continue;
        for (const std::string& cell :
             {text_of(node.actual_status), text_of(node.actual_role), delay_of(node), text_of(node.replication_state),
              text_of(node.replication_sync_state), time_of(node)}) {
            rows.back().push_back(cell.empty() ? "-" : cell);
        }
    }
    return table(rows, marked, use_colour());
}

std::string table_of(const pcp::WatchdogReport& report)
{
    std::vector<std::vector<std::string>> rows{
        {"id", "name", "host", "state", "pgpool port", "watchdog port", "priority", "membership"}};
    for (const pcp::WatchdogNode& node : report.nodes) {
        rows.push_back({std::to_string(node.id), node.name, node.host, node.state_name,
                        std::to_string(node.pgpool_port), std::to_string(node.watchdog_port),
                        std::to_string(node.priority), node.membership_text});
    }
    return std::string("leader: ") + (report.leader_name.empty() ? "none" : report.leader_name) + ", " +
           std::to_string(report.alive_remote_nodes + 1) + " of " + std::to_string(report.total_nodes) +
           " nodes alive\n" + table(rows, {}, false);
}

// A pool's part of the output, under its name.
template <typename Answer>
int show(const Call& call, const std::vector<efm::FromPool<Answer>>& pools)
{
    const int exit = exit_of(pools);
    std::string text;
    for (const auto& pool : pools) {
        if (pool.failure)
            text.insert(0, std::string("error: ") + pool.failure->what() + '\n');
        else
            text += "pool " + pool.pool + '\n' + table_of(*pool.answer);
    }
    return call.print(text, efm::to_json(pools, exit), exit);
}

}  // namespace

int check_primary(Call& call)
{
    try {
        const bool primary = role_of(call, operand_address(call)) == pcp::Role::primary;
        const std::string word = primary ? "primary" : "standby";
        const int code = primary ? old_primary_code : old_standby_code;
        return call.print(word + '\n', efm::to_json(word, code), code);
    } catch (const efm::Error& error) {
        call.say(error.what(), old_unknown_code);
        return old_unknown_code;
    }
}

int role(Call& call)
{
    const std::string word(to_string(role_of(call, operand_address(call))));
    return call.print(word + '\n', efm::to_json(word, exit_done), exit_done);
}

int nodes(Call& call)
{
    call.expect_operands(1, 1);
    const bool probe = call.has("probe");
    return show(call,
                efm::ask_pools(call.pools(), [&](const pcp::Options& pool) { return efm::read_nodes(pool, probe); }));
}

int watchdog(Call& call)
{
    return show(call,
                efm::ask_pools(call.pools(), [](const pcp::Options& pool) { return pcp::Client{pool}.watchdog(); }));
}

}  // namespace hooks
