#include "efm/support_bundle.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <nlohmann/json.hpp>

#include "efm/cluster_view.hpp"
#include "efm/error.hpp"
#include "efm/report.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

using nlohmann::ordered_json;

constexpr int schema = 1;
constexpr std::string_view mask = "********";
constexpr std::size_t shortest_secret = 4;                // what is shorter would be found in half of all words
constexpr std::size_t fields_before_pcp_password = 3;     // host:port:user
constexpr std::size_t fields_before_server_password = 4;  // host:port:database:user

std::string shown(const std::string& name, const std::string& value)
{
    return masked({name, value, 0}).value;
}

ordered_json settings_of(const BundleParts& parts)
{
    ordered_json all = ordered_json::array();
    for (const Assignment& each : parts.assignments) {
        all.push_back({{"key", each.key}, {"value", shown(each.key, each.value)}, {"origin", each.origin}});
    }
    return all;
}

ordered_json properties_of(const Evidence& evidence)
{
    if (!evidence.properties) return nullptr;
    ordered_json values = ordered_json::array();
    for (const Property& each : evidence.properties->values) {
        values.push_back({{"key", each.key}, {"value", shown(each.key, each.value)}, {"line", each.line}});
    }
    return {
        {"path", evidence.properties->path}, {"error", evidence.properties->fault.value_or("")}, {"values", values}};
}

ordered_json pgpool_conf_of(const Evidence& evidence)
{
    if (!evidence.pgpool_conf) return nullptr;
    ordered_json values = ordered_json::array();
    for (const PgpoolParameter& each : evidence.pgpool_conf->parameters) {
        values.push_back({{"name", each.name}, {"value", shown(each.name, each.value)}, {"line", each.line}});
    }
    return {{"path", evidence.pgpool_conf->path}, {"values", values}};
}

ordered_json pools_of_bundle(const Evidence& evidence)
{
    ordered_json pools = ordered_json::array();
    for (const PoolEvidence& pool : evidence.pools) {
        ordered_json values = ordered_json::object();
        for (const pcp::PoolSetting& each : pool.settings) values[each.name] = shown(each.name, each.value);
        pools.push_back({{"pool", pool.name}, {"error", pool.settings_fault.value_or("")}, {"settings", values}});
    }
    return pools;
}

ordered_json files_of(const Evidence& evidence)
{
    std::vector<PathFacts> files{evidence.state_dir, evidence.run_dir, evidence.passfile};
    for (const auto& each : {evidence.log, evidence.server_passfile, evidence.manager_command}) {
        if (each) files.push_back(*each);
    }
    files.insert(files.end(), evidence.programs.begin(), evidence.programs.end());
    ordered_json all = ordered_json::array();
    for (const PathFacts& each : files) {
        all.push_back({{"path", each.path},
                       {"exists", each.exists()},
                       {"mode", each.mode},
                       {"owner", each.owner},
                       {"readable", each.readable},
                       {"writable", each.writable},
                       {"executable", each.executable}});
    }
    return all;
}

// A document that another part of the library printed.
ordered_json document_of(const std::string& text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json::parse(text);
}

std::string without(std::string text, const std::vector<std::string>& secrets)
{
    for (const std::string& secret : secrets) {
        const bool is_like_the_mask = secret.find_first_not_of('*') == secret.npos;
        if (secret.size() < shortest_secret || is_like_the_mask) continue;
        for (std::size_t at = text.find(secret); at != text.npos; at = text.find(secret, at + mask.size())) {
            text.replace(at, secret.size(), mask);
        }
    }
    return masked({"", std::move(text), 0}).value;
}

// In every text of the document, whatever it is called.
void scrub(ordered_json& value, const std::vector<std::string>& secrets)
{
    if (value.is_string()) value = without(value.get<std::string>(), secrets);
    if (!value.is_structured()) return;
    for (auto& each : value) scrub(each, secrets);
}

// A field of a password file as it is meant: without the backslashes that escape.
std::string unescaped(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        plain += text[i];
    }
    return plain;
}

std::vector<std::size_t> colons_of(std::string_view line)
{
    std::vector<std::size_t> colons;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\\') {
            ++i;
        } else if (line[i] == ':') {
            colons.push_back(i);
        }
    }
    return colons;
}

// Readers differ in what a colon means that is not escaped: libpq takes all that follows, PCP one field. So both.
void add_password_of(std::string_view line, std::size_t fields_before, std::vector<std::string>& secrets)
{
    if (line.ends_with('\r')) line.remove_suffix(1);
    std::vector<std::size_t> colons = colons_of(line);
    if (colons.size() < fields_before) return;
    colons.push_back(line.size());
    for (std::size_t i = fields_before - 1; i + 1 < colons.size(); ++i) {
        secrets.push_back(unescaped(line.substr(colons[i] + 1)));
        secrets.push_back(unescaped(line.substr(colons[i] + 1, colons[i + 1] - colons[i] - 1)));
    }
}

void add_passwords(std::string_view text, std::size_t fields_before, std::vector<std::string>& secrets)
{
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        add_password_of(text.substr(0, end), fields_before, secrets);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

// Where libpq looks if nobody names a file.
std::string usual_server_passfile()
{
    if (const char* named = std::getenv("PGPASSFILE")) return named;
    const char* home = std::getenv("HOME");
    return home ? std::string(home) + "/.pgpass" : "";
}

std::string text_of(const std::string& path)
{
    try {
        return path.empty() ? "" : read_file(path);
    } catch (const Error&) {
        return "";  // what cannot be read gets into no bundle
    }
}

}  // namespace

std::string support_bundle(const BundleParts& parts)
{
    const Evidence& evidence = parts.evidence;
    const std::string& command = parts.evidence.settings.efm_command;
    ordered_json document{{"schema", schema},
                          {"kind", "efm-pgpool support bundle"},
                          {"made", parts.made},
                          {"host", parts.host},
                          {"versions", {{"suite", parts.suite_version}, {"system", parts.system}}},
                          {"user", evidence.user}};
    document["versions"]["efm"] = release_in(command);
    document["versions"]["efm_installed"] = evidence.releases;
    document["doctor"] = document_of(to_json(parts.diagnoses, parts.exit_code));
    document["settings"] = settings_of(parts);
    document["efm_properties"] = properties_of(evidence);
    document["pgpool_conf"] = pgpool_conf_of(evidence);
    document["pools"] = pools_of_bundle(evidence);
    document["files"] = files_of(evidence);
    document["survey"] = document_of(to_json(evidence.survey, join(evidence.survey), 0));
    document["events"] = document_of(parts.events);
    document["events_error"] = parts.events_fault;
    std::vector<std::string> secrets = parts.secrets;
    std::ranges::stable_sort(secrets, std::ranges::greater{}, &std::string::size);  // or a part would hide the whole
    scrub(document, secrets);
    return document.dump(1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

std::vector<std::string> known_secrets(const Settings& settings, const Evidence& evidence)
{
    std::vector<std::string> secrets;
    const std::string& named = settings.server_passfile;
    add_passwords(text_of(evidence.passfile.path), fields_before_pcp_password, secrets);
    add_passwords(text_of(named.empty() ? usual_server_passfile() : named), fields_before_server_password, secrets);
    for (const Property& each : parse_properties(text_of(settings.efm_properties))) {
        if (is_secret(each.key)) secrets.push_back(each.value);
    }
    for (const PoolEvidence& pool : evidence.pools) {
        for (const pcp::PoolSetting& each : pool.settings) {
            if (is_secret(each.name)) secrets.push_back(each.value);
        }
    }
    if (!evidence.pgpool_conf) return secrets;
    for (const PgpoolParameter& each : evidence.pgpool_conf->parameters) {
        if (is_secret(each.name)) secrets.push_back(each.value);
    }
    return secrets;
}

}  // namespace efm
