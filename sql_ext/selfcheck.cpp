#include "selfcheck.hpp"

#include <unistd.h>

#include <charconv>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string_view>

#include "efm/ask_pools.hpp"
#include "efm/error.hpp"
#include "efm/load_balancer.hpp"
#include "efm/printable.hpp"
#include "efm/properties.hpp"
#include "efm/settings.hpp"
#include "pcp/client.hpp"
#include "sql_error.hpp"
#include "sudo_rules.hpp"

namespace sqlext {
namespace {

struct Answer {
    Value ok;
    std::string detail;
    std::string hint;
};

Answer yes(const std::string& detail)
{
    return {boolean(true), detail, ""};
}

Answer no(const std::string& detail, const std::string& hint)
{
    return {boolean(false), detail, hint};
}

Answer does_not_apply(const std::string& why)
{
    return {std::nullopt, why, ""};
}

Answer ask_settings(const ManagerSettings& settings)
{
    check_runnable(settings);
    return yes(settings.command + " for the cluster " + settings.cluster);
}

// The rules of sudo for the server's user: asked of sudo, and nothing is run.
class SudoRules {
public:
    SudoRules(const ManagerSettings& settings, efm::CommandRunner& runner, const pcp::Patience& patience)
        : settings_(settings), runner_(runner), patience_(patience)
    {
        if (!settings.java_home.empty()) listing_ = ask({"-ll"}).out;
    }

    bool let(const std::vector<std::string>& words) const
    {
        std::vector<std::string> argv{"-u", settings_.sudo_user, "-l", settings_.command};
        argv.insert(argv.end(), words.begin(), words.end());
        return ask(argv).succeeded();
    }

    // With efm.java_home, if that is set.
    bool let_in_full(const std::vector<std::string>& words) const
    {
        return settings_.java_home.empty() ||
               may_set_java_home(listing_, settings_.sudo_user, settings_.command, words);
    }

private:
    efm::CommandResult ask(const std::vector<std::string>& options) const
    {
        efm::Command command;
        command.argv = {settings_.sudo, "-n"};
        command.argv.insert(command.argv.end(), options.begin(), options.end());
        command.patience = patience_;
        return runner_.run(command);
    }

    const ManagerSettings& settings_;
    efm::CommandRunner& runner_;
    const pcp::Patience& patience_;
    std::string listing_;
};

Answer ask_sudo(const ManagerSettings& settings, efm::CommandRunner& runner, const pcp::Patience& patience)
{
    if (settings.sudo_user.empty()) return does_not_apply("efm is run without sudo");
    if (::access(settings.sudo.c_str(), X_OK) != 0) {
        return no("there is no program " + settings.sudo, "Install sudo, or set efm.sudo_path.");
    }
    const SudoRules rules(settings, runner, patience);
    const std::string as = settings.sudo + " as " + settings.sudo_user;
    const std::vector<std::string> status{"cluster-status-json", settings.cluster};
    if (!rules.let(status)) {
        return no(as + " may not run " + settings.command + " cluster-status-json " + settings.cluster,
                  "Edit sudoers.efm_extension to your release and cluster, then: "
                  "install -m 0440 sudoers.efm_extension /etc/sudoers.d/efm_extension");
    }
    std::string left_out;
    std::string without_java = rules.let_in_full(status) ? "" : " cluster-status-json";
    for (const auto& words : {std::vector<std::string>{"allow-node", settings.cluster, "127.0.0.1"},
                              std::vector<std::string>{"promote", settings.cluster}}) {
        if (!rules.let(words)) {
            left_out += "; it may not " + words.front();
        } else if (!rules.let_in_full(words)) {
            without_java += " " + words.front();
        }
    }
    if (without_java.empty()) return yes(as + left_out);
    return no(as + " may not be given efm.java_home for:" + without_java + left_out,
              "Empty efm.java_home and let the user " + settings.sudo_user +
                  " find Java, or give the rules SETENV: sudoers.efm_extension says what that costs.");
}

Answer ask_java(const ManagerSettings& settings)
{
    if (settings.java_home.empty()) return does_not_apply("efm.java_home is not set: efm finds Java by itself");
    const std::string java = settings.java_home + "/bin/java";
    if (::access(java.c_str(), X_OK) == 0) return yes(java);
    return no("there is no program " + java, "Set efm.java_home to the directory above Java's bin.");
}

Answer ask_properties(const ManagerSettings& settings)
{
    const std::string file = settings.properties_file();
    try {
        const auto properties = efm::read_properties(file);
        const auto port = value_of(properties, "db.port");
        if (port) return yes(file + ", db.port " + efm::one_line(*port));
        return no(file + " has no db.port", "It is not EFM's properties file: check efm.properties_location.");
    } catch (const efm::Error& error) {
        return no(error.what(), "Let the server's user read it, or set efm.properties_location.");
    }
}

std::optional<int> port_in(std::string_view bind_address)
{
    const std::string_view digits = bind_address.substr(bind_address.rfind(':') + 1);
    int port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end == digits.data() || port < 1 || port > 65535) return std::nullopt;
    return port;
}

// In the kernel's words, so that no agent is disturbed: "sl local_address rem_address st ...", 0A is "listens".
bool listens_on(int port, const char* table)
{
    std::ifstream lines(table);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string number, local, remote, state;
        fields >> number >> local >> remote >> state;
        const std::string_view hex = std::string_view(local).substr(local.find(':') + 1);
        int found = 0;
        std::from_chars(hex.data(), hex.data() + hex.size(), found, 16);
        if (state == "0A" && found == port) return true;
    }
    return false;
}

Answer ask_agent(const ManagerSettings& settings)
{
    std::optional<std::string> address;
    try {
        address = value_of(efm::read_properties(settings.properties_file()), "bind.address");
    } catch (const efm::Error&) {  // the properties are a question of their own
    }
    const std::optional<int> port = address ? port_in(*address) : std::nullopt;
    if (!port) return does_not_apply("no bind.address is known");
    const std::string where = "port " + std::to_string(*port) + " (bind.address)";
    if (listens_on(*port, "/proc/net/tcp") || listens_on(*port, "/proc/net/tcp6")) return yes("listens on " + where);
    return no("nothing listens on " + where, "Start EFM's agent on this host.");
}

// EFM's is in its path; asking it would take a rule for sudo.
Answer tell_versions(const ManagerSettings& settings, const ServerState& state)
{
    const std::size_t at = settings.command.find("/efm-");
    const std::string_view path = settings.command;
    const std::string_view release = at == path.npos ? "" : path.substr(at + 5, path.find('/', at + 1) - at - 5);
    return yes("efm_extension 2.0, PostgreSQL " + state.version + ", EFM " +
               (release.empty() ? "of a release that its path does not tell" : std::string(release)));
}

Answer ask_status(const BackendStatus& status)
{
    const Snapshot& snapshot = status.snapshot();
    if (!snapshot.failure) return yes(std::to_string(status.status().members.size()) + " members");
    const std::string hint = snapshot.failure->hint.empty() ? "See the detail." : snapshot.failure->hint;
    return no(snapshot.failure->message + "; " + snapshot.failure->detail, hint);
}

Answer ask_health(const BackendStatus& status)
{
    if (status.snapshot().failure) return does_not_apply("there is no status");
    if (status.snapshot().exit_code == 0) return yes("EFM calls the cluster healthy and in sync");
    const auto& messages = status.status().messages;
    return no(messages.empty() ? "EFM does not call the cluster healthy" : messages.front(),
              "Look at efm_cluster_status('text').");
}

Answer ask_preload(const ServerState& state)
{
    if (state.preloaded) return yes("the status is shared by all sessions");
    return no("each session asks efm for itself, and orders end with their session",
              "Add efm_extension to shared_preload_libraries and restart.");
}

Answer ask_collector(const ServerState& state)
{
    if (!state.preloaded) return does_not_apply("the library is not preloaded");
    if (state.collector_runs) return yes(state.worker_enabled ? "polls" : "runs on demand");
    if (!state.worker_enabled) return yes("is started on demand");
    return no("efm.bgw_enabled is on and no collector runs", "Look into the server's log; raise max_worker_processes.");
}

Answer ask_pools_of(const std::string& hooks_conf, const pcp::Patience& patience)
{
    if (::access(hooks_conf.c_str(), F_OK) != 0) return does_not_apply("there is no " + hooks_conf);
    const auto pools = efm::pools_of(efm::make_settings(efm::read_settings_file(hooks_conf)), patience);
    std::string detail;
    bool all = true;
    for (const auto& from :
         efm::ask_pools(pools, [](const pcp::Options& options) { return pcp::Client(options).node_count(); })) {
        if (!detail.empty()) detail += "; ";
        detail +=
            from.failure ? from.failure->what() : from.pool + " has " + std::to_string(*from.answer) + " backends";
        all = all && !from.failure;
    }
    return all ? yes(detail) : no(detail, "Check pool, pcp.user and the password file of the server's user.");
}

// A question that cannot even be asked is answered no.
Row ask(const char* name, const std::function<Answer()>& question)
{
    Answer answer;
    try {
        answer = question();
    } catch (const SqlError& error) {
        answer = no(error.message, error.hint);
    } catch (const efm::Error& error) {
        if (error.kind() == efm::Error::Kind::cancelled) throw;
        answer = no(error.what(), "");
    }
    return {name, answer.ok, efm::excerpt(answer.detail, 1000),
            answer.hint.empty() ? std::nullopt : Value(answer.hint)};
}

}  // namespace

Table selfcheck_rows(const ManagerSettings& settings, const std::string& hooks_conf, const BackendStatus& status,
                     const ServerState& state, efm::CommandRunner& runner, const pcp::Patience& patience)
{
    return {
        ask("settings", [&] { return ask_settings(settings); }),
        ask("sudo", [&] { return ask_sudo(settings, runner, patience); }),
        ask("java", [&] { return ask_java(settings); }),
        ask("properties", [&] { return ask_properties(settings); }),
        ask("agent", [&] { return ask_agent(settings); }),
        ask("status", [&] { return ask_status(status); }),
        ask("cluster", [&] { return ask_health(status); }),
        ask("preload", [&] { return ask_preload(state); }),
        ask("collector", [&] { return ask_collector(state); }),
        ask("pools", [&] { return ask_pools_of(hooks_conf, patience); }),
        ask("versions", [&] { return tell_versions(settings, state); }),
    };
}

}  // namespace sqlext
