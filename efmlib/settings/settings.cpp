#include "efm/settings.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "efm/error.hpp"
#include "efm/printable.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

using Setter = void (*)(Settings& settings, const std::string& value);

Address pool_of(const std::string& value)
{
    if (std::ranges::count(value, ':') > 1 && !value.starts_with('[')) {
        throw Error(Error::Kind::configuration, "an IPv6 address needs brackets here: [::1]:9898");
    }
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
    throw Error(Error::Kind::configuration, "\"" + excerpt(value, 60) + "\" is not an absolute path");
}

std::string log_of(const std::string& value)
{
    static const std::set<std::string> words{"syslog", "journal", "none"};
    if (words.contains(value) || value.starts_with('/')) return value;
    throw Error(Error::Kind::configuration,
                "\"" + excerpt(value, 60) + "\" is none of syslog, journal, none or an absolute path");
}

template <std::string Settings::*field>
void set_text(Settings& settings, const std::string& value)
{
    settings.*field = value;
}

template <std::string Settings::*field>
void set_path(Settings& settings, const std::string& value)
{
    settings.*field = absolute(value);
}

// A file that somebody's mistake has blown up must not cost the deadline: each pool is asked, each name looked up.
template <auto field, auto parse, std::size_t most>
void add(Settings& settings, const std::string& value)
{
    if ((settings.*field).size() == most) {
        throw Error(Error::Kind::configuration, "more than " + std::to_string(most) + " of them are not taken");
    }
    (settings.*field).push_back(parse(value));
}

void set_timeout(Settings& settings, const std::string& value)
{
    settings.timeout = parse_duration(value);
}

void set_max_lag(Settings& settings, const std::string& value)
{
    settings.max_lag = parse_size(value);
}

// One of a few words, in the order in which an error is to list them.
template <typename Value>
Value one_of(const std::string& value, const std::vector<std::pair<std::string, Value>>& words)
{
    std::string list;
    for (const auto& [word, meaning] : words) {
        if (word == value) return meaning;
        list += (list.empty() ? "" : ", ") + word;
    }
    throw Error(Error::Kind::configuration, "\"" + excerpt(value, 60) + "\" is none of " + list);
}

void set_proof(Settings& settings, const std::string& value)
{
    settings.proof =
        one_of<Proof>(value, {{"required", Proof::required}, {"available", Proof::available}, {"off", Proof::off}});
}

void set_mode(Settings& settings, const std::string& value)
{
    settings.mode = one_of<PoolMode>(value, {{"independent", PoolMode::independent}, {"watchdog", PoolMode::watchdog}});
}

void set_policy(Settings& settings, const std::string& value)
{
    settings.policy =
        one_of<PoolPolicy>(value, {{"all", PoolPolicy::all}, {"quorum", PoolPolicy::quorum}, {"any", PoolPolicy::any}});
}

void set_log(Settings& settings, const std::string& value)
{
    settings.log = log_of(value);
}

Address member_of(const std::string& value)
{
    return parse_address(value);
}

// One row a key. A key that is new to the suite is a row here, a field of Settings and a line of docs/settings.md.
struct Key {
    const char* name;
    Setter set;
    const char* default_value;  // null: none
    const char* without = "";   // what holds then
};

const Key keys[] = {
    {"pool", add<&Settings::pools, pool_of, 64>, "localhost:9898"},
    {"mode", set_mode, "independent"},
    {"policy", set_policy, "all"},
    {"pcp.user", set_text<&Settings::pcp_user>, nullptr, "the operating system's user"},
    {"pcp.passfile", set_path<&Settings::pcp_passfile>, nullptr, ".pcppass in the user's home"},
    {"server.user", set_text<&Settings::server_user>, nullptr, "servers are only pinged"},
    {"server.database", set_text<&Settings::server_database>, "postgres"},
    {"server.passfile", set_path<&Settings::server_passfile>, nullptr, "the rules of libpq"},
    {"efm.command", set_path<&Settings::efm_command>, nullptr, "the manager is not asked"},
    {"efm.cluster", set_text<&Settings::efm_cluster>, nullptr, "the manager is not asked"},
    {"efm.properties", set_path<&Settings::efm_properties>, nullptr, "there is no db.port to decide by"},
    {"efm.sudo_user", set_text<&Settings::efm_sudo_user>, nullptr, "the user of the program"},
    {"timeout", set_timeout, nullptr, "15s, follow_primary 60s"},
    {"proof", set_proof, "available"},
    {"max_lag", set_max_lag, nullptr, "a standby may lag by any amount"},
    {"map", add<&Settings::map, map_of, 1'000>, nullptr, "names and addresses decide"},
    {"unpooled", add<&Settings::unpooled, member_of, 1'000>, nullptr, "every member has a backend"},
    {"state_dir", set_path<&Settings::state_dir>, "/var/lib/efm-pgpool"},
    {"run_dir", set_path<&Settings::run_dir>, "/run/efm-pgpool"},
    {"log", set_log, "syslog"},
};

const Key* find_key(const std::string& name)
{
    const auto* key = std::ranges::find_if(keys, [&](const Key& k) { return name == k.name; });
    return key == std::end(keys) ? nullptr : key;
}

}  // namespace

std::string_view to_string(PoolPolicy policy)
{
    switch (policy) {
        case PoolPolicy::all:
            return "all";
        case PoolPolicy::quorum:
            return "quorum";
        case PoolPolicy::any:
            return "any";
    }
    return "?";
}

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

std::vector<Assignment> unset(const std::vector<Assignment>& assignments)
{
    std::vector<Assignment> result;
    for (const Key& key : keys) {
        if (key.default_value || std::ranges::find(assignments, key.name, &Assignment::key) != assignments.end())
            continue;
        result.push_back({key.name, "", key.without});
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
            if (has_control(assignment.value)) {
                throw Error(Error::Kind::configuration, "holds a control character");
            }
            key->set(settings, assignment.value);
        } catch (const Error& error) {
            throw Error(Error::Kind::configuration, assignment.origin + ": " + assignment.key + ": " + error.what());
        }
    }
    if (settings.mode == PoolMode::watchdog && settings.policy != PoolPolicy::all) {
        throw Error(Error::Kind::configuration,
                    "policy: only of mode = independent; under a watchdog every member that takes part has to agree");
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

}  // namespace efm
