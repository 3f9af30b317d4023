#include "fake_pool.hpp"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "fake_pool_reports.hpp"

namespace support {
namespace {

std::vector<Packet> set_parameter(Session& session, const std::string& body)
{
    const std::string name = body.substr(0, body.find('\0'));
    const std::string value = name.size() < body.size() ? body.substr(name.size() + 1).c_str() : "";
    constexpr const char* failed = "PCP: set configuration parameter failed";
    if (name != "client_min_messages") return error(failed, "invalid parameter \"" + name + "\"");
    const bool silent =
        value == "commerror" || value == "info" || value == "notice" || value == "warning" || value == "error";
    const bool chatty = value == "log" || value.starts_with("debug");
    if (!silent && !chatty) return error(failed, "invalid value \"" + value + "\" for parameter \"" + name + "\"");
    session.wants_log = chatty;
    return {{'a', terminated({done})}};
}

}  // namespace

std::string to_wire(const Packet& packet)
{
    const auto length = static_cast<std::uint32_t>(packet.body.size() + 4);
    std::string bytes(1, packet.type);
    for (const unsigned shift : {24U, 16U, 8U, 0U}) bytes += static_cast<char>(length >> shift & 0xffU);
    return bytes + packet.body;
}

FakePool pool_of(int count, Release release)
{
    FakePool pool;
    pool.release = release;
    for (int id = 0; id < count; ++id) {
        FakeBackend node;
        node.port = static_cast<std::uint16_t>(5432 + id);
        node.weight = 1.0 / count;
        node.role = id == 0 ? pcp::Role::primary : pcp::Role::standby;
        if (id > 0) node.replication_state = "streaming";
        if (id > 0) node.replication_sync_state = "async";
        pool.backends.push_back(std::move(node));
    }
    return pool;
}

Packet server_text(char type, std::string_view severity, std::string_view message, std::string_view detail)
{
    constexpr std::size_t cut = 254;
    std::string body;
    const auto add = [&body](char code, std::string_view text) {
        if (text.empty()) return;
        body += code;
        body += text.substr(0, cut);
        body += '\0';
        if (text.size() > cut) body += '\xa2';
    };
    add('S', severity);
    add('C', "XX000");
    add('M', message);
    add('D', detail);
    add('F', "pcp_worker.c");
    add('L', "843");
    return {type, body + '\0'};
}

bool is_mutating(char request)
{
    return std::string_view("CDdJjZOTtFVG").find(request) != std::string_view::npos;
}

std::vector<Packet> answer(FakePool& pool, Session& session, const Packet& request)
{
    const char type = request.type;
    if (request.body.empty() && std::string_view("IHCDdJjZP").find(type) != std::string_view::npos) {
        session.closed = true;  // the worker crashes
        return {};
    }
    const int number = std::atoi(request.body.c_str());
    switch (type) {
        case 'L':
            return {{'l', terminated({done, std::to_string(pool.backends.size())})}};
        case 'I':
            return node_infos(pool, number);
        case 'H':
            return health_stats(pool, session, number);
        case 'N':
            return process_count(pool);
        case 'P':
            return process_info(pool, number);
        case 'B':
            return pool_status(pool, session);
        case 'W':
            return watchdog_info(pool);
        case 'A':
            return set_parameter(session, request.body);
        case 'C':
        case 'D':
        case 'd':
        case 'J':
        case 'j':
            return operate(pool, session, request);
        case 'Z':
            if (pool.release < Release{2, 0}) break;
            ++pool.reloads;
            return {{'z', terminated({done})}};
        default:
            break;
    }
    return fatal(session, "PCP processing request", std::string("unknown PCP packet type \"") + type + '"');
}

}  // namespace support
