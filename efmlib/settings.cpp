#include "efm/settings.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>
#include <utility>

#include "efm/error.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

using Setter = void (*)(Settings& settings, const std::string& value);

constexpr std::uint16_t default_pcp_port = 9898;

Address pool_of(const std::string& value)
{
    Address pool = parse_address(value);
    pool.port = pool.port.value_or(default_pcp_port);
    return pool;
}

MapLine map_of(const std::string& value)
{
    const std::size_t end = value.find_first_of(" \t");
    const std::size_t next = value.find_first_not_of(" \t", end);
    if (end == std::string::npos || next == std::string::npos) {
        throw Error(Error::Kind::configuration, "expected `map = address backend-host[:port]`");
    }
    return {parse_address(value.substr(0, end)), parse_address(value.substr(next))};
}

std::string absolute(const std::string& value)
{
    if (value.empty() || value.starts_with('/')) return value;
    throw Error(Error::Kind::configuration, "\"" + value + "\" is not an absolute path");
}

std::string log_of(const std::string& value)
{
    static const std::set<std::string> words{"syslog", "journal", "none"};
    if (words.contains(value) || value.starts_with('/')) return value;
    throw Error(Error::Kind::configuration, "\"" + value + "\" is none of syslog, journal, none or an absolute path");
}

// One row a key. A key that is new to the suite is a row here, a field of Settings and a line of docs/settings.md.
struct Key {
    const char* name;
    const char* default_value;  // null: none
    Setter set;
};

const Key keys[] = {
    {"pool", "localhost:9898",
     [](Settings& s, const std::string& v) {
         s.pools.push_back(pool_of(v));
     }},
    {"pcp.user", nullptr,
     [](Settings& s, const std::string& v) {
         s.pcp_user = v;
     }},
    {"pcp.passfile", nullptr,
     [](Settings& s, const std::string& v) {
         s.pcp_passfile = absolute(v);
     }},
    {"server.user", nullptr,
     [](Settings& s, const std::string& v) {
         s.server_user = v;
     }},
    {"server.database", "postgres",
     [](Settings& s, const std::string& v) {
         s.server_database = v;
     }},
    {"server.passfile", nullptr,
     [](Settings& s, const std::string& v) {
         s.server_passfile = absolute(v);
     }},
    {"efm.command", nullptr,
     [](Settings& s, const std::string& v) {
         s.efm_command = absolute(v);
     }},
    {"efm.cluster", nullptr,
     [](Settings& s, const std::string& v) {
         s.efm_cluster = v;
     }},
    {"efm.properties", nullptr,
     [](Settings& s, const std::string& v) {
         s.efm_properties = absolute(v);
     }},
    {"efm.sudo_user", nullptr,
     [](Settings& s, const std::string& v) {
         s.efm_sudo_user = v;
     }},
    {"timeout", nullptr,
     [](Settings& s, const std::string& v) {
         s.timeout = parse_duration(v);
     }},
    {"map", nullptr,
     [](Settings& s, const std::string& v) {
         s.map.push_back(map_of(v));
     }},
    {"unpooled", nullptr,
     [](Settings& s, const std::string& v) {
         s.unpooled.push_back(parse_address(v));
     }},
    {"state_dir", "/var/lib/efm-pgpool",
     [](Settings& s, const std::string& v) {
         s.state_dir = absolute(v);
     }},
    {"log", "syslog",
     [](Settings& s, const std::string& v) {
         s.log = log_of(v);
     }},
};

const Key* find_key(const std::string& name)
{
    const auto* key = std::ranges::find_if(keys, [&](const Key& k) { return name == k.name; });
    return key == std::end(keys) ? nullptr : key;
}

}  // namespace

std::vector<std::string> setting_keys()
{
    std::vector<std::string> names;
    for (const Key& key : keys) names.emplace_back(key.name);
    return names;
}

std::vector<Assignment> effective(const SettingLayers& layers)
{
    std::vector<Assignment> result;
    for (const Key& key : keys) {
        const std::size_t before = result.size();
        for (const auto* layer : {&layers.arguments, &layers.environment, &layers.file}) {
            if (result.size() != before) break;
            std::ranges::copy_if(*layer, std::back_inserter(result),
                                 [&](const Assignment& a) { return a.key == key.name; });
        }
        if (result.size() == before && key.default_value) result.push_back({key.name, key.default_value, "default"});
    }
    return result;
}

Settings make_settings(const std::vector<Assignment>& assignments)
{
    Settings settings;
    for (const Assignment& assignment : assignments) {
        try {
            const Key* key = find_key(assignment.key);
            if (!key) throw Error(Error::Kind::configuration, "unknown key");
            key->set(settings, assignment.value);
        } catch (const Error& error) {
            throw Error(Error::Kind::configuration, assignment.origin + ": " + assignment.key + ": " + error.what());
        }
    }
    return settings;
}

std::vector<Assignment> from_environment(const char* (*value_of)(const char* name))
{
    std::vector<Assignment> assignments;
    const auto take = [&](const char* variable, const char* key) {
        const char* value = value_of(variable);
        if (value && *value) assignments.push_back({key, value, std::string("environment ") + variable});
    };
    const char* host = value_of("PCP_HOST");
    const char* port = value_of("PCP_PORT");
    const bool has_host = host && *host;
    const bool has_port = port && *port;
    if (has_host || has_port) {
        const std::string name = has_host ? host : "localhost";
        const bool bare_v6 = std::ranges::count(name, ':') > 1 && !name.starts_with('[');
        const std::string shown = bare_v6 ? '[' + name + ']' : name;
        assignments.push_back({"pool", has_port ? shown + ':' + port : shown, "environment PCP_HOST, PCP_PORT"});
    }
    take("PCP_USER", "pcp.user");
    take("PCPPASSFILE", "pcp.passfile");
    return assignments;
}

std::vector<Assignment> read_settings_file(const std::string& path)
{
    return parse_ini(read_trusted_file(path), path, setting_keys());
}

std::chrono::milliseconds parse_duration(std::string_view text)
{
    static const std::pair<std::string_view, std::int64_t> units[] = {
        {"ms", 1}, {"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}};
    constexpr std::int64_t longest = 24 * 3'600'000;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    const auto* found = std::ranges::find(units, unit, &std::pair<std::string_view, std::int64_t>::first);
    if (error != std::errc{} || found == std::end(units) || number <= 0 || number > longest / found->second) {
        throw Error(Error::Kind::configuration,
                    "\"" + std::string(text.substr(0, 40)) +
                        "\" is not a duration: a number and its unit (ms, s, min, h), at most 24h, such as 15s");
    }
    return std::chrono::milliseconds{number * found->second};
}

}  // namespace efm
