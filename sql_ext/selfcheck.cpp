#include "selfcheck.hpp"

#include <unistd.h>

#include <functional>

#include "efm/ask_pools.hpp"
#include "efm/error.hpp"
#include "efm/load_balancer.hpp"
#include "efm/printable.hpp"
#include "efm/properties.hpp"
#include "efm/settings.hpp"
#include "pcp/client.hpp"
#include "sql_error.hpp"

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

Answer ask_sudo(const ManagerSettings& settings)
{
    if (settings.sudo_user.empty()) return does_not_apply("efm is run without sudo");
    if (::access(settings.sudo.c_str(), X_OK) == 0) return yes(settings.sudo + " as " + settings.sudo_user);
    return no("there is no program " + settings.sudo, "Install sudo, or set efm.sudo_path.");
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
    return all ? yes(detail) : no(detail, "Check pcp.host, pcp.user and the password file of the server's user.");
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
                     const ServerState& state, const pcp::Patience& patience)
{
    return {
        ask("settings", [&] { return ask_settings(settings); }),
        ask("sudo", [&] { return ask_sudo(settings); }),
        ask("java", [&] { return ask_java(settings); }),
        ask("properties", [&] { return ask_properties(settings); }),
        ask("status", [&] { return ask_status(status); }),
        ask("cluster", [&] { return ask_health(status); }),
        ask("preload", [&] { return ask_preload(state); }),
        ask("collector", [&] { return ask_collector(state); }),
        ask("pools", [&] { return ask_pools_of(hooks_conf, patience); }),
    };
}

}  // namespace sqlext
