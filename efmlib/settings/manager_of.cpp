#include "efm/manager_of.hpp"

#include "efm/error.hpp"
#include "efm/properties.hpp"

namespace efm {
namespace {

void require(const std::string& value, const char* key, const char* other)
{
    if (!value.empty()) return;
    throw Error(Error::Kind::configuration,
                std::string(key) + " is not set, but " + other + " is: the manager is asked with both of them");
}

}  // namespace

bool names_manager(const Settings& settings)
{
    return !settings.efm_command.empty() || !settings.efm_cluster.empty();
}

std::optional<Manager> manager_of(const Settings& settings, CommandRunner& runner)
{
    if (!names_manager(settings)) return std::nullopt;
    require(settings.efm_command, "efm.command", "efm.cluster");
    require(settings.efm_cluster, "efm.cluster", "efm.command");
    Manager::Setup setup;
    setup.command = settings.efm_command;
    setup.cluster = settings.efm_cluster;
    setup.sudo_user = settings.efm_sudo_user;
    return Manager(setup, runner);
}

std::function<ClusterStatus(const pcp::Patience&)> manager_question(const Settings& settings, CommandRunner& runner)
{
    if (!names_manager(settings)) return nullptr;
    return [settings, &runner](const pcp::Patience& patience) {
        ClusterStatus status = manager_of(settings, runner)->cluster_status(patience);
        const bool is_name = !settings.efm_cluster.starts_with('/');
        if (!status.cluster && is_name) status.cluster = settings.efm_cluster;  // JSON does not say it
        return status;
    };
}

std::optional<std::uint16_t> db_port_in(const std::string& properties)
{
    if (properties.empty()) return std::nullopt;
    try {
        const auto port = value_of(read_properties(properties), "db.port");
        return port ? std::optional{parse_port(*port)} : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;  // it decides if it can be read
    }
}

}  // namespace efm
