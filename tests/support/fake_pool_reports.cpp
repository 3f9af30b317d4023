#include "fake_pool_reports.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>

namespace support {
namespace {

constexpr std::array<const char*, 5> status_words{"unused", "waiting", "up", "down", "quarantine"};
constexpr std::array<const char*, 4> role_words{"main", "replica", "primary", "standby"};

std::string status_word(pcp::NodeStatus status)
{
    return status_words.at(static_cast<std::size_t>(status));
}
std::string role_word(pcp::Role role)
{
    return role_words.at(static_cast<std::size_t>(role));
}

std::string printed(double number)
{
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%f", number);
    return text.data();
}

std::string local_time(std::int64_t seconds)
{
    const std::time_t when = seconds;
    std::tm parts{};
    localtime_r(&when, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return text.data();
}

bool has_quarantine(Release r)
{
    return r >= Release{3, 1} || (r.minor == 2 && r.patch >= 8) || (r.minor == 1 && r.patch >= 11) ||
           (r.minor == 0 && r.patch >= 18);
}

// The fields behind the tag, 7 to 13 of them.
std::vector<std::string> node_info(const FakeBackend& node, Release release)
{
    const bool in_quarantine = node.status == pcp::NodeStatus::quarantine;
    const auto status = in_quarantine ? pcp::NodeStatus::down : node.status;
    std::vector<std::string> fields{node.host, std::to_string(node.port), std::to_string(static_cast<int>(status))};
    const auto add = [&fields](bool known, const std::string& field) {
        if (known) fields.push_back(field);
    };
    const bool asks_servers = release >= Release{3, 0};
    add(has_quarantine(release), in_quarantine ? "1" : "0");
    add(asks_servers, node.actual_status);
    add(true, node.weight ? printed(*node.weight * 2147483647) : "-nan");
    add(true, std::to_string(static_cast<int>(node.role)));
    add(asks_servers, node.actual_role.empty() ? role_word(node.role) : node.actual_role);
    add(release >= Release{4, 0}, "0");
    add(true, std::to_string(node.delay));
    add(release >= Release{1, 0}, node.replication_state);
    add(release >= Release{1, 0}, node.replication_sync_state);
    add(true, std::to_string(node.changed));
    return fields;
}

}  // namespace

std::string terminated(const std::vector<std::string>& fields)
{
    std::string body;
    for (const std::string& field : fields) body += field + '\0';
    return body;
}

std::vector<Packet> error(const std::string& message, const std::string& detail)
{
    return {server_text('E', "ERROR", message, detail)};
}

std::vector<Packet> fatal(Session& session, const std::string& message, const std::string& detail)
{
    session.closed = true;
    return {server_text('E', "FATAL", message, detail)};
}

// One record as an answer of its own up to 4.2, between ArraySize and CommandComplete later.
std::vector<Packet> node_infos(const FakePool& pool, int id)
{
    const bool in_parts = pool.release >= Release{3, 0};
    const int count = static_cast<int>(pool.backends.size());
    if (id >= count || id < (in_parts ? -1 : 0)) {
        return error("informing node info failed",
                     in_parts ? "invalid node ID : " + std::to_string(id) : "invalid node ID");
    }
    const int first = id < 0 ? 0 : id;
    const int last = id < 0 ? count : id + 1;
    std::vector<Packet> packets;
    if (in_parts) packets.push_back({'i', terminated({"ArraySize", std::to_string(last - first)})});
    for (int i = first; i < last; ++i) {
        std::vector<std::string> fields = node_info(pool.backends[static_cast<std::size_t>(i)], pool.release);
        fields.insert(fields.begin(), in_parts ? "NodeInfo" : done);
        packets.push_back({'i', terminated(fields)});
    }
    if (in_parts) packets.push_back({'i', terminated({done})});
    return packets;
}

std::vector<Packet> health_stats(const FakePool& pool, Session& session, int id)
{
    if (pool.release < Release{2, 0}) return fatal(session, "PCP processing request", "unknown PCP packet type \"H\"");
    constexpr const char* failed = "informing health check stats info failed";
    if (id < 0 || id >= pcp::max_backends) return error(failed, "invalid node ID " + std::to_string(id));
    if (id >= static_cast<int>(pool.backends.size())) {
        return error(failed, "stats data for node ID " + std::to_string(id) + " does not exist");
    }
    const FakeBackend& node = pool.backends[static_cast<std::size_t>(id)];
    const std::string changed = local_time(node.changed);
    std::vector<Packet> packets;
    for (std::size_t i = 0; session.wants_log && i < pool.backends.size(); ++i) {
        packets.push_back(server_text('N', "LOG", "status_changed_time " + std::to_string(node.changed)));
    }
    packets.push_back({'h', terminated({done,
                                        std::to_string(id),
                                        node.host,
                                        std::to_string(node.port),
                                        status_word(node.status),
                                        role_word(node.role),
                                        changed,
                                        "2",
                                        "2",
                                        "0",
                                        "0",
                                        "0",
                                        "0.000000",
                                        "0",
                                        "5",
                                        "2",
                                        "3.500000",
                                        changed,
                                        changed,
                                        "",
                                        ""})});
    return packets;
}

// One row for each backend of each process; the first process is the one that has a session.
std::vector<Packet> process_info(const FakePool& pool, int wanted)
{
    std::vector<Packet> records;
    for (const int pid : pool.process_ids) {
        if (wanted != 0 && wanted != pid) continue;
        for (std::size_t i = 0; i < pool.backends.size(); ++i) {
            std::vector<std::string> row{"ProcessInfo", std::to_string(pid)};
            const std::string id = std::to_string(i);
            const bool used = pid == pool.process_ids.front() && pool.in_use.contains(static_cast<int>(i));
            const std::string connected = used ? "1" : "0";
            if (pool.release < Release{3, 0}) {
                row.insert(row.end(), {"", "", "1795230719", "0", "0", "0", "0", id, "0", connected});
            } else {
                row.insert(row.end(), {"2026-11-21 03:12:00", "0", "0", id, "", "", "", "", "", "0", "0", "0", "0", "0",
                                       connected, "Wait for connection"});
            }
            if (pool.release >= Release{5, 0}) row.emplace_back("0");
            if (pool.release >= Release{7, 0}) row.insert(row.end(), {"", "", ""});
            records.push_back({'p', terminated(row)});
        }
    }
    if (records.empty())
        return error("informing process info failed", "invalid process ID : " + std::to_string(wanted));
    records.insert(records.begin(), {'p', terminated({"ArraySize", std::to_string(records.size())})});
    records.push_back({'p', terminated({done})});
    return records;
}

std::vector<Packet> pool_status(const FakePool& pool, Session& session)
{
    if (pool.backends.size() > 79) {  // the worker crashes
        session.closed = true;
        return {};
    }
    const auto row = [](const std::string& name, const std::string& value, const std::string& description) {
        return Packet{'b', terminated({"ProcessConfig", name, value, description})};
    };
    std::vector<Packet> packets{row("listen_addresses", "127.0.0.1", "host name(s) or IP address(es) to listen on"),
                                row("port", "9999", "pgpool accepting port number"),
                                row("auto_failback", pool.auto_failback ? "1" : "0", "auto_failback"),
                                row("health_check_period", pool.auto_failback ? "1" : "0", "health check period")};
    for (const auto& [name, value] : pool.settings) packets.push_back(row(name, value, ""));
    for (std::size_t i = 0; i < pool.backends.size(); ++i) {
        const std::string id = std::to_string(i);
        packets.push_back(row("backend_hostname" + id, pool.backends[i].host, "backend hostname"));
        packets.push_back(row("backend_port" + id, std::to_string(pool.backends[i].port), "backend port number"));
        packets.push_back(row("backend_status" + id, status_word(pool.backends[i].status), "status of this backend"));
    }
    std::string size("ArraySize\0\0\0\0", 13);  // and a binary count, alone among all replies
    size += static_cast<char>(packets.size());
    packets.insert(packets.begin(), {'b', size});
    packets.push_back({'b', terminated({done})});
    return packets;
}

std::vector<Packet> process_count(const FakePool& pool)
{
    std::vector<std::string> fields{done, std::to_string(pool.process_ids.size())};
    for (const int pid : pool.process_ids) fields.push_back(std::to_string(pid));
    return {{'n', terminated(fields)}};
}

std::vector<Packet> watchdog_info(const FakePool& pool)
{
    if (!pool.watchdog.empty()) return {{'w', terminated({done, pool.watchdog})}};
    const bool misspelt = pool.release < Release{3, 0};
    return error("PCP: informing watchdog info failed",
                 misspelt ? "watcdhog is not enabled" : "watchdog is not enabled");
}

}  // namespace support
