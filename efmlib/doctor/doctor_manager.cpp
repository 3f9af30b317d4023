#include <algorithm>
#include <charconv>

#include "doctor_checks.hpp"

namespace efm {
namespace {

std::string newest(const Evidence& evidence)
{
    std::string found;
    for (const std::string& release : evidence.releases) {
        if (found.empty() || is_older_release(found, release)) found = release;
    }
    return found;
}

// The path that efm.command would have in the newest release.
std::string advice(const Evidence& evidence)
{
    std::string path = evidence.manager_command ? evidence.manager_command->path : "";
    const std::string own = "/efm-" + release_in(path) + '/';
    const std::string release = newest(evidence);
    const std::size_t at = path.find(own);
    if (at == std::string::npos || release.empty()) return "set efm.command = /usr/edb/efm-X.Y/bin/efm in hooks.conf";
    return "set efm.command = " + path.replace(at, own.size(), "/efm-" + release + '/') + " in hooks.conf";
}

// Two numbers, of which the second is no fraction: 4.10 is newer than 4.9.
std::pair<int, int> numbers_of(const std::string& release)
{
    int major = 0;
    int minor = 0;
    const char* end = release.data() + release.size();
    const char* dot = std::from_chars(release.data(), end, major).ptr;
    if (dot != end) std::from_chars(dot + 1, end, minor);
    return {major, minor};
}

bool is_release(const std::string& text)
{
    const std::size_t dot = text.find('.');
    const auto is_number = [](const std::string& part) {
        return !part.empty() && part.size() < 5 && part.find_first_not_of("0123456789") == std::string::npos;
    };
    return dot != std::string::npos && is_number(text.substr(0, dot)) && is_number(text.substr(dot + 1));
}

std::string cluster_of(const std::string& properties)
{
    const std::string name = properties.substr(properties.rfind('/') + 1);
    return name.substr(0, name.rfind(".properties"));
}

// Whom it does not know EFM tells "not authorized"; its files say so before that.
std::string manager_advice(const std::string& failure, const Evidence& evidence)
{
    const bool is_forbidden =
        failure.find("ermission denied") != std::string::npos || failure.find("not authorized") != std::string::npos;
    if (!is_forbidden) return "start the agent of EFM on this host; see efm.command and efm.cluster in hooks.conf";
    return "usermod -aG efm " + evidence.user + ", then restart what runs as " + evidence.user +
           "; or set efm.sudo_user";
}

}  // namespace

std::string release_in(const std::string& path)
{
    constexpr std::string_view lead = "/efm-";
    const std::size_t begin = path.find(lead);
    if (begin == std::string::npos) return "";
    const std::string release = path.substr(begin + lead.size(), path.find('/', begin + 1) - begin - lead.size());
    return is_release(release) ? release : "";
}

bool is_older_release(const std::string& one, const std::string& other)
{
    return !one.empty() && !other.empty() && numbers_of(one) < numbers_of(other);
}

void check_manager_command(const Evidence& evidence, Examination& found)
{
    if (!evidence.manager_command) {
        found.warn("efm_command", "hooks.conf", "efm.command is not set: Failover Manager is not asked",
                   advice(evidence) + ", and efm.cluster");
        return;
    }
    const PathFacts& command = *evidence.manager_command;
    const bool by_sudo = evidence.sudo.has_value();
    if (command.kind == PathFacts::Kind::missing) {
        found.fail("efm_command", command.path, "does not exist: Failover Manager cannot be asked", advice(evidence));
    } else if (!by_sudo && !command.executable) {
        found.fail("efm_command", command.path, "user " + evidence.user + " may not run it",
                   "put the user into group efm, or set efm.sudo_user");
    } else if (evidence.settings.efm_cluster.empty()) {
        found.fail("efm_command", "hooks.conf", "efm.cluster is not set: Failover Manager cannot be asked",
                   "set efm.cluster to the name of its properties file");
    } else {
        found.well("efm_command", command.path, "can be run");
    }
}

void check_release(const Evidence& evidence, Examination& found)
{
    if (!evidence.manager_command || found.is_faulty("efm_command")) return;
    const std::string own = release_in(evidence.manager_command->path);
    const std::string properties = evidence.properties ? release_in(evidence.properties->path) : "";
    if (is_older_release(own, newest(evidence))) {
        found.warn("efm_release", evidence.manager_command->path,
                   "is of release " + own + ", and " + newest(evidence) + " is installed beside it", advice(evidence));
    } else if (is_older_release(own, properties) || is_older_release(properties, own)) {
        found.warn("efm_release", evidence.properties->path,
                   "is of release " + properties + ", but efm.command is of " + own,
                   "name the files of one release in hooks.conf");
    } else if (!own.empty()) {
        found.well("efm_release", evidence.manager_command->path, "no newer release is installed");
    }
}

void check_cluster_name(const Evidence& evidence, Examination& found)
{
    const std::string& cluster = evidence.settings.efm_cluster;
    if (!evidence.properties || cluster.empty() || found.is_faulty("efm_properties")) return;
    const std::string name = cluster_of(evidence.properties->path);
    const bool same = cluster.starts_with('/') ? cluster == evidence.properties->path : cluster == name;
    if (same) {
        found.well("efm_cluster", evidence.properties->path, "is of the cluster that is asked");
        return;
    }
    found.warn("efm_cluster", evidence.properties->path, "is of cluster " + name + ", but efm.cluster is " + cluster,
               "name one cluster in both, in hooks.conf");
}

void check_sudo(const Evidence& evidence, Examination& found)
{
    if (!evidence.sudo || found.is_faulty("efm_command")) return;
    const std::string where = "sudo rules of user " + evidence.user;
    const std::string rule = evidence.user + " ALL=(" + evidence.settings.efm_sudo_user +
                             ") NOPASSWD: " + evidence.settings.efm_command + " cluster-status-json " +
                             evidence.settings.efm_cluster;
    if (!evidence.sudo->allowed) {
        found.fail("sudo_rule", where, "do not let it ask Failover Manager as " + evidence.settings.efm_sudo_user,
                   "add: " + rule);
        return;
    }
    for (const std::string& command : evidence.sudo->wildcards) {
        found.warn("sudo_rule", where,
                   command + " has a wildcard in its path: who may make a directory chooses the program",
                   "name the installed release");
    }
    if (evidence.sudo->wildcards.empty()) found.well("sudo_rule", where, "let it ask Failover Manager");
}

void check_manager(const Evidence& evidence, Examination& found)
{
    const auto& view = evidence.survey.manager;
    const bool is_forbidden = evidence.sudo && !evidence.sudo->allowed;
    if (!view || is_forbidden || found.is_faulty("efm_command")) return;
    if (view->value) {
        found.well("manager", "cluster " + evidence.settings.efm_cluster,
                   "answers, with " + std::to_string(view->value->members.size()) + " members");
        return;
    }
    const std::string failure = view->failure ? view->failure->what() : "was not asked";
    found.fail("manager", "cluster " + evidence.settings.efm_cluster, failure, manager_advice(failure, evidence));
}

}  // namespace efm
