#include "pcp/client.hpp"

#include <algorithm>
#include <utility>

#include "connection.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"

namespace pcp {
namespace {

std::string number(int value)
{
    return join({std::to_string(value)});
}

// The ids come from our own survey; one out of range would make the server act on something else.
std::string id_field(int id)
{
    if (id < 0 || id >= max_backends) {
        throw Error(Error::Kind::refused, "backend id " + std::to_string(id) + " is out of range (0 to 127)");
    }
    return number(id);
}

bool mentions(const std::vector<std::string>& notices, std::string_view words)
{
    return std::ranges::any_of(notices, [&](const std::string& n) { return n.find(words) != std::string::npos; });
}

}  // namespace

std::string endpoint(const Options& options)
{
    const std::string port = std::to_string(options.port);
    if (options.host.starts_with('/')) return options.host + "/.s.PGSQL." + port;
    if (options.host.find(':') != std::string::npos) return "[" + options.host + "]:" + port;
    return options.host + ":" + port;
}

Client::Client(Options options) : connection_(std::make_unique<Connection>(std::move(options))) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

void Client::within(std::chrono::milliseconds limit)
{
    connection_->hurry(limit);
}

int Client::node_count()
{
    connection_->send({{'L', ""}});
    return parse_node_count(connection_->expect('l', "node count").body);
}

// Up to 4.2 the record is the whole reply; from 4.3 on it stands between ArraySize and CommandComplete.
NodeInfo Client::read_node_info(int id)
{
    Message first = connection_->expect('i', "node info");
    if (part_of(first.body) == Part::complete) return parse_node_info(first.body, id);
    const std::vector<std::string> records = connection_->records(std::move(first), "node info");
    if (records.size() != 1) throw Error(Error::Kind::protocol, "node info: one record was asked for");
    replies_in_parts_ = true;
    return parse_node_info(records.front(), id);
}

NodeInfo Client::node_info(int id)
{
    connection_->send({{'I', id_field(id)}});
    return read_node_info(id);
}

std::vector<NodeInfo> Client::node_info_all(int count)
{
    connection_->send({{'I', number(-1)}});
    Message first = connection_->receive("node info");
    std::vector<NodeInfo> nodes;
    if (first.type != 'E') {
        connection_->check(first, 'i', "node info");
        const std::vector<std::string> records = connection_->records(std::move(first), "node info");
        if (records.size() > max_backends) throw Error(Error::Kind::protocol, "node info: more than 128 records");
        for (const std::string& record : records) {
            nodes.push_back(parse_node_info(record, static_cast<int>(nodes.size())));
        }
        return nodes;
    }
    std::vector<Message> requests;  // before 4.3, -1 is an invalid id
    requests.reserve(static_cast<std::size_t>(count));
    for (int id = 0; id < count; ++id) requests.push_back({'I', id_field(id)});
    connection_->send(requests);
    for (int id = 0; id < count; ++id) nodes.push_back(read_node_info(id));
    return nodes;
}

std::optional<HealthStats> Client::health_stats(int id)
{
    auto stats = read_health_stats(id, 1);
    if (!stats) return std::nullopt;
    return std::move(stats->front());
}

std::optional<std::vector<HealthStats>> Client::health_stats_all(int count)
{
    return read_health_stats(0, count);
}

// Each reply names the backend it is about: one that was sent twice would be taken for the next one's.
std::optional<std::vector<HealthStats>> Client::read_health_stats(int first, int count)
{
    constexpr const char* what = "health check statistics";
    std::vector<Message> requests;
    requests.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) requests.push_back({'H', id_field(first + i)});
    connection_->send(requests);
    std::vector<HealthStats> stats;
    for (int i = 0; i < count; ++i) {
        const Message reply = connection_->receive(what);
        const ServerText words = reply.type == 'E' ? parse_server_text(reply.body) : ServerText{};
        const bool unknown = words.severity == "FATAL" && words.detail.find("packet type") != std::string::npos;
        if (unknown) return std::nullopt;
        connection_->check(reply, 'h', what);
        stats.push_back(parse_health_stats(reply.body));
        if (stats.back().id != first + i)
            throw Error(Error::Kind::protocol, std::string(what) + ": of another backend");
    }
    return stats;
}

std::vector<int> Client::process_ids()
{
    connection_->send({{'N', ""}});
    return parse_process_ids(connection_->expect('n', "process count").body);
}

std::vector<ProcessInfo> Client::process_info()
{
    return process_info(0);
}

std::vector<ProcessInfo> Client::process_info(int pid)
{
    constexpr const char* what = "process info";
    connection_->send({{'P', number(pid)}});
    std::vector<ProcessInfo> processes;
    for (const std::string& record : connection_->records(connection_->expect('p', what), what)) {
        processes.push_back(parse_process_info(record));
    }
    return processes;
}

std::vector<PoolSetting> Client::settings(int count)
{
    constexpr const char* what = "pool status";
    if (count > max_backends_for_settings) {
        throw Error(Error::Kind::refused, "pool status is not asked of a pool of " + std::to_string(count) +
                                              " backends: above 79 it crashes Pgpool's worker");
    }
    connection_->send({{'B', ""}});
    std::vector<PoolSetting> settings;
    for (const std::string& record : connection_->records(connection_->expect('b', what), what)) {
        settings.push_back(parse_pool_setting(record));
    }
    return settings;
}

WatchdogReport Client::watchdog()
{
    connection_->send({{'W', number(-1)}});
    return parse_watchdog(connection_->expect('w', "watchdog info").body);
}

// The notices tell a request that was queued from one that was ignored; both are answered alike.
Acknowledgement Client::operate(const Message& request, char reply, const char* what)
{
    connection_->take_notices();
    connection_->send({{'A', join({"client_min_messages", "log"})}, request});
    // Both went out in one write: without the notices the request is carried out all the same.
    const Message parameter = connection_->receive("set parameter");
    if (parameter.type != 'E') connection_->check(parameter, 'a', "set parameter");
    connection_->expect_success(reply, what);
    Acknowledgement said{connection_->take_notices()};
    said.received = std::ranges::any_of(said.notices, [](const auto& n) { return n.starts_with("received "); });
    said.handled_by_watchdog = mentions(said.notices, "handled by watchdog");
    said.main_was_idle = mentions(said.notices, "signal_user1_to_parent_with_reason");
    return said;
}

Acknowledgement Client::attach(int id)
{
    return operate({'C', id_field(id)}, 'c', "attach");
}

Acknowledgement Client::detach(int id)
{
    return operate({'D', id_field(id)}, 'd', "detach");
}

Acknowledgement Client::detach_gracefully(int id)
{
    return operate({'d', id_field(id)}, 'd', "graceful detach");
}

// The payload of 4.3 and later, which older servers read as far as the number. The older payload would make a newer
// server read its option from behind the packet.
Acknowledgement Client::promote(int id)
{
    id_field(id);
    return operate({'J', join({std::to_string(id) + ' '}) + 'n'}, 'd', "promote");
}

Acknowledgement Client::switchover(int id)
{
    replies_in_parts_ = false;
    node_info(id);
    if (!replies_in_parts_) {
        throw Error(Error::Kind::refused, "PCP at " + endpoint(connection_->options()) +
                                              " is older than Pgpool 4.3 and would ignore the switchover option");
    }
    return operate({'J', join({std::to_string(id) + ' '}) + 's'}, 'd', "switchover");
}

void Client::reload(Scope scope)
{
    connection_->send({{'Z', std::string(1, static_cast<char>(scope))}});
    connection_->expect_success('z', "reload");
}

}  // namespace pcp
