#include <algorithm>
#include <charconv>

#include "doctor_checks.hpp"

namespace efm {
namespace {

constexpr int long_search = 30;  // seconds
constexpr int most_misspelt = 20;

std::string where_of(const PoolEvidence& pool)
{
    return "pool " + pool.name;
}

bool is_said(std::string_view value)
{
    return !value.empty() && value != "(null)";
}

bool is_positive(std::string_view value)
{
    return !value.empty() && value.find_first_not_of("0.") != std::string_view::npos && value != "-1";
}

bool is_long_search(std::string_view value)
{
    int seconds = 0;
    std::from_chars(value.data(), value.data() + value.size(), seconds);
    return seconds == 0 || seconds > long_search;
}

bool is_other_mode(std::string_view value)
{
    return value != "1" && value != "streaming_replication";
}

// A setting by which Pgpool does on its own what is Failover Manager's to decide, or gets in its way.
struct Authority {
    const char* setting;
    bool (*is_armed)(std::string_view value);
    Verdict verdict;
    const char* means;
    const char* remedy;
    bool armed_unless_set = false;  // in a file that says nothing of it
};

constexpr Authority authorities[] = {
    {"health_check_period", is_positive, Verdict::failure, "Pgpool takes servers out by itself",
     "health_check_period = 0"},
    {"failover_command", is_said, Verdict::failure, "Pgpool runs it whenever a backend goes, a detach of ours too",
     "failover_command = ''"},
    {"failback_command", is_said, Verdict::warning, "Pgpool runs it whenever a backend comes back, by our attach too",
     "failback_command = ''"},
    {"failover_on_backend_error", is_on, Verdict::failure, "one failed connection takes a server out",
     "failover_on_backend_error = off", true},
    {"failover_on_backend_shutdown", is_on, Verdict::failure,
     "a server that shuts down, or one terminated session, takes a server out", "failover_on_backend_shutdown = off"},
    {"failover_if_affected_tuples_mismatch", is_on, Verdict::failure, "a differing row count takes a server out",
     "failover_if_affected_tuples_mismatch = off"},
    {"auto_failback", is_on, Verdict::failure, "Pgpool attaches again what Failover Manager took out",
     "auto_failback = off"},
    {"detach_false_primary", is_on, Verdict::failure, "Pgpool takes out what it believes to be a second primary",
     "detach_false_primary = off"},
    {"search_primary_node_timeout", is_long_search, Verdict::warning,
     "Pgpool serves nobody while it looks for the primary, in seconds (0: for ever)",
     "search_primary_node_timeout = 3"},
    {"backend_clustering_mode", is_other_mode, Verdict::failure,
     "without streaming replication mode there is no primary to be told of",
     "backend_clustering_mode = 'streaming_replication'"},
};

// What a pool's settings are, by its own word or by its file.
class SettingsView {
public:
    SettingsView(const Evidence& evidence, const PoolEvidence& pool)
        : pool_(pool), conf_(pool.too_large && pool.is_local && evidence.pgpool_conf ? &*evidence.pgpool_conf : nullptr)
    {
    }

    bool is_known() const { return !pool_.settings.empty() || conf_; }
    bool is_of_file() const { return conf_ != nullptr; }

    std::optional<std::string> value(std::string_view name) const
    {
        if (conf_) return conf_->value_of(name);
        const auto found = std::ranges::find(pool_.settings, name, &pcp::PoolSetting::name);
        return found == pool_.settings.end() ? std::nullopt : std::optional{found->value};
    }

    // Those that are numbered, with their numbers.
    std::vector<std::pair<std::string, std::string>> numbered(std::string_view name) const
    {
        std::vector<std::pair<std::string, std::string>> all;
        const auto add = [&](const auto& setting) {
            const std::string_view number =
                std::string_view(setting.name).substr(std::min(name.size(), setting.name.size()));
            const bool is_number = !number.empty() && number.find_first_not_of("0123456789") == std::string_view::npos;
            if (setting.name.starts_with(name) && is_number) all.emplace_back(setting.name, setting.value);
        };
        if (conf_) std::ranges::for_each(conf_->parameters, add);
        std::ranges::for_each(pool_.settings, add);
        return all;
    }

private:
    const PoolEvidence& pool_;
    const PgpoolConf* conf_;
};

std::string remedy_for(const std::string& line)
{
    return "set " + line + " in pgpool.conf and reload or restart Pgpool";
}

void check_authority(const Authority& authority, const SettingsView& settings, const std::string& where,
                     Examination& found)
{
    const auto value = settings.value(authority.setting);
    if (!value && !(settings.is_of_file() && authority.armed_unless_set)) return;
    if (value && !authority.is_armed(*value)) {
        found.well(authority.setting, where, value->empty() ? "is empty" : "is " + *value);
        return;
    }
    const std::string what = (value ? "is " + *value : "is not set, which is on") + ": " + authority.means;
    const auto say = authority.verdict == Verdict::failure ? &Examination::fail : &Examination::warn;
    (found.*say)(authority.setting, where, what, remedy_for(authority.remedy));
}

void check_flag(const std::string& name, const std::string& value, const std::string& where, Examination& found)
{
    if (value.find("DISALLOW_TO_FAILOVER") != std::string::npos) {
        found.fail("backend_flag", where, name + " is " + value + ": Pgpool cancels our detach of it",
                   remedy_for(name + " = 'ALLOW_TO_FAILOVER'"));
    } else if (value.find("ALWAYS_PRIMARY") != std::string::npos) {
        found.fail("backend_flag", where, name + " is " + value + ": it stays the primary whomever EFM promotes",
                   remedy_for(name + " = 'ALLOW_TO_FAILOVER'"));
    }
}

// As Pgpool puts them in: the backend that is down, the old primary, the new one.
bool has_follow_order(const HookLine& line)
{
    if (!line.option("node-id").empty() || !line.option("n").empty()) return true;
    const auto& given = line.operands;
    return given.size() >= 2 && given[0] == "%d" && given[1] == "%P" && (given.size() == 2 || given[2] == "%m");
}

void check_follow(const Evidence& evidence, const PoolEvidence& pool, const std::string& text, Examination& found)
{
    const char* check = "follow_primary_command";
    const std::string where = where_of(pool);
    const std::string advice = remedy_for("follow_primary_command = '/usr/bin/follow_primary %d %P %m'");
    if (!is_said(text)) {
        found.warn(check, where, "is empty: after a promotion nothing but our own hooks brings the standbys back",
                   advice);
        return;
    }
    const HookLine line = parse_hook_line(text);
    const PathFacts* program = pool.is_local ? evidence.program(line.program) : nullptr;
    if (line.name() != "follow_primary" && line.name() != "follow_master") {
        found.warn(check, where, "runs " + line.program + ", of which it is not known what it waits for", advice);
    } else if (!has_follow_order(line)) {
        found.fail(check, where, "gives follow_primary " + line.shown_operands() + " in place of %d %P %m", advice);
    } else if (program && program->kind == PathFacts::Kind::missing) {
        found.fail(check, where, "runs " + line.program + ", which does not exist", advice);
    } else {
        found.well(check, where, "attaches the standbys of a new primary");
    }
}

std::string pool_advice(const std::optional<Error>& failure)
{
    const bool is_away = failure && failure->kind() == Error::Kind::unreachable;
    return std::string(is_away ? "start Pgpool if it does not run; " : "") +
           "see pcp_port, pcp_listen_addresses and pcp.conf of Pgpool, and pool, pcp.user in hooks.conf";
}

}  // namespace

void check_pools(const Evidence& evidence, Examination& found)
{
    for (std::size_t i = 0; i < evidence.pools.size(); ++i) {
        const PoolEvidence& pool = evidence.pools[i];
        const auto& view = evidence.survey.pools.at(i).view;
        const bool known_by_file = found.is_faulty("passfile") || found.is_faulty("passfile_mode") ||
                                   found.is_faulty("passfile_owner") || pool.password_fault;
        if (view.value) {
            found.well("pool", where_of(pool),
                       "answers, with " + std::to_string(view.value->backends.nodes.size()) + " backends");
        } else if (!known_by_file) {
            found.fail("pool", where_of(pool), view.failure ? view.failure->what() : "was not asked",
                       pool_advice(view.failure));
        }
        if (view.value && view.value->watchdog_failure) {
            found.warn("watchdog", where_of(pool), view.value->watchdog_failure->what(), "see Pgpool's log");
        }
    }
}

void check_wire(const Evidence& evidence, Examination& found)
{
    for (const PoolEvidence& pool : evidence.pools) {
        if (!pool.leaves_host) {
            found.well("pcp_clear_text", where_of(pool), "PCP does not leave this host");
            continue;
        }
        found.warn("pcp_clear_text", where_of(pool), "PCP crosses a network in clear text: the protocol has no TLS",
                   "let a firewall admit the EFM nodes alone, or take PCP through a private network or a tunnel");
    }
}

void check_delegates(const Evidence& evidence, Examination& found)
{
    for (std::size_t i = 0; i < evidence.pools.size(); ++i) {
        const auto& report = evidence.survey.pools.at(i).view.value;
        if (!report) continue;
        const auto delegates = report->delegate_addresses();
        if (std::ranges::find(delegates, evidence.pools[i].host) == delegates.end()) continue;
        found.fail("pool_address", where_of(evidence.pools[i]),
                   "is the address that the watchdog moves about: the other pools are never looked at",
                   "one `pool = ` line for each Pgpool node in hooks.conf, by its own address");
    }
}

void check_authorities(const Evidence& evidence, Examination& found)
{
    for (const PoolEvidence& pool : evidence.pools) {
        const SettingsView settings(evidence, pool);
        if (settings.is_known()) {
            for (const Authority& each : authorities) check_authority(each, settings, where_of(pool), found);
        } else if (pool.too_large) {
            found.warn("pool_settings", where_of(pool),
                       "was not asked for its settings: with more than 79 backends that crashes its PCP worker",
                       "doctor --pgpool-conf FILE on the Pgpool host");
        } else if (pool.settings_fault) {
            found.warn("pool_settings", where_of(pool), *pool.settings_fault, "try again; see Pgpool's log");
        }
    }
}

void check_flags(const Evidence& evidence, Examination& found)
{
    for (const PoolEvidence& pool : evidence.pools) {
        const SettingsView settings(evidence, pool);
        if (!settings.is_known()) continue;
        for (const auto& [name, value] : settings.numbered("backend_flag"))
            check_flag(name, value, where_of(pool), found);
        if (!found.is_faulty("backend_flag"))
            found.well("backend_flag", where_of(pool), "every backend may be detached");
    }
}

void check_follow_line(const Evidence& evidence, Examination& found)
{
    for (const PoolEvidence& pool : evidence.pools) {
        const SettingsView settings(evidence, pool);
        const auto text = settings.value("follow_primary_command");
        const auto old_name = settings.value("follow_master_command");
        if (text || old_name) check_follow(evidence, pool, text.value_or(old_name.value_or("")), found);
    }
}

// `B` has neither misspelt names nor a backend's own health check. Of a file that is full of them some will do.
void check_pgpool_conf(const Evidence& evidence, Examination& found)
{
    if (!evidence.pgpool_conf) return;
    const PgpoolConf& conf = *evidence.pgpool_conf;
    int misspelt = 0;
    for (const PgpoolParameter& parameter : conf.parameters) {
        const std::string where = conf.path + ':' + std::to_string(parameter.line);
        const auto meant = misspelt < most_misspelt ? meant_parameter(parameter.name) : std::nullopt;
        if (meant) {
            ++misspelt;
            found.warn("pgpool_conf", where, parameter.name + " is no parameter of Pgpool's", "write " + *meant);
        }
        const bool own_check = parameter.name.starts_with("health_check_period") &&
                               parameter.name != "health_check_period" && is_positive(parameter.value);
        if (own_check) {
            found.fail("health_check_period", where,
                       parameter.name + " is " + parameter.value + ": Pgpool takes this server out by itself",
                       remedy_for(parameter.name + " = 0"));
        }
    }
    if (!found.is_faulty("pgpool_conf")) found.well("pgpool_conf", conf.path, "has no misspelt parameter");
}

}  // namespace efm
