#include "efm_files.hpp"

#include <pwd.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

#include "efm/properties.hpp"
#include "live.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace support {
namespace {

using std::chrono::milliseconds;

constexpr const char* password = "monitor-pass";  // of the role monitor
constexpr std::chrono::seconds command_limit{90};
constexpr int speed = 50;

// Short, and long enough for a machine that is busy with something else.
const std::map<std::string, milliseconds> quick_times{
    {"local.period", milliseconds{200}},        {"local.timeout", milliseconds{1'000}},
    {"local.timeout.final", milliseconds{500}}, {"remote.timeout", milliseconds{700}},
    {"node.timeout", milliseconds{1'500}},      {"recovery.check.period", milliseconds{50}},
    {"check.vip.timeout", milliseconds{2'000}}, {"restart.connection.timeout", milliseconds{20'000}},
};

std::string owner_name()
{
    if (::geteuid() == 0) return "postgres";
    const passwd* user = ::getpwuid(::geteuid());
    if (!user) throw std::runtime_error("the test's user has no name");
    return user->pw_name;
}

// The hook lines of the sample, with the built programs in place of the installed ones. Without a settings file they
// are taken out.
ConfigValues sample_hooks(const std::filesystem::path& hooks_conf)
{
    constexpr std::string_view installed = "/usr/bin/";
    ConfigValues values;
    for (const auto& [key, value, line] : efm::parse_properties(config_sample("efm.properties"))) {
        if (!value.starts_with(installed)) continue;
        const std::string program = built_program(value.substr(installed.size()));
        values[key] = hooks_conf.empty() ? "" : program + " --config " + hooks_conf.string();
    }
    return values;
}

std::string encrypted_password(const std::string& cluster)
{
    const auto result =
        run_command({built_program("standin/efm"), "encrypt", cluster, "--from-env"}, {{"EFMPASS", password}});
    return result.out.substr(0, result.out.find('\n'));
}

void add_server(ConfigValues& values, const EfmMember& member)
{
    values["db.service.owner"] = owner_name();
    values["db.bin"] = std::filesystem::path(postgres_program("pg_ctl")).parent_path();
    values["db.data.dir"] = member.data_dir;
    values["application.name"] = member.application_name;
}

ConfigValues property_values(const EfmInstallation& of, std::size_t member)
{
    const EfmMember& self = of.members[member];
    ConfigValues values = sample_hooks(of.hooks_conf_of(member));
    values["db.user"] = "monitor";
    values["db.password.encrypted"] = encrypted_password(of.options.cluster);
    values["db.port"] = std::to_string(of.db_port);
    values["db.database"] = "postgres";
    values["bind.address"] = self.address + ':' + std::to_string(of.bind_port);
    values["admin.port"] = std::to_string(of.admin_port);
    values["is.witness"] = self.data_dir.empty() ? "true" : "false";
    values["ping.server.command"] = "/bin/true";
    values["detach.on.agent.failure"] = "";  // the generation's own default, not the sample's advice
    if (!self.data_dir.empty()) add_server(values, self);
    for (const auto& [name, value] : of.options.properties) values[name] = value;
    const auto own = of.options.properties_of.find(member);
    if (own == of.options.properties_of.end()) return values;
    for (const auto& [name, value] : own->second) values[name] = value;
    return values;
}

std::string nodes_but(const EfmInstallation& of, std::size_t member)
{
    std::string nodes;
    for (std::size_t i = 0; i < of.members.size(); ++i) {
        if (i != member) nodes += of.members[i].address + ':' + std::to_string(of.bind_port) + '\n';
    }
    return nodes;
}

std::string test_options(const EfmInstallation& of, std::size_t member)
{
    nlohmann::json options{
        {"generation", of.options.generation}, {"speed", speed}, {"agent_dir", (of.dir_of(member) / "run").string()}};
    std::map<std::string, milliseconds> times = of.options.times;
    times.insert(quick_times.begin(), quick_times.end());
    for (const auto& [name, time] : times) options["times"][name] = time.count();
    for (const auto& [name, value] : of.options.standin) options[name] = nlohmann::json::parse(value);
    return options.dump();
}

void write_hooks_conf(const EfmInstallation& of, std::size_t member)
{
    ConfigValues values = of.manager_of(member);
    if (!of.members[member].network_namespace.empty()) {
        const auto state = of.dir_of(member) / "state";
        std::filesystem::create_directory(state);
        std::filesystem::permissions(state, std::filesystem::perms{0700});
        values["state_dir"] = values["run_dir"] = state;
    }
    write_own_text(of.hooks_conf_of(member), with_values(read_text(of.hooks_conf), values));
}

void install_member(const EfmInstallation& of, std::size_t member)
{
    for (const char* folder : {"etc", "bin", "run"}) std::filesystem::create_directories(of.dir_of(member) / folder);
    std::filesystem::create_symlink(of.root / "lib" / "efm", of.command(member));
    if (of.has_own_hooks_conf()) write_hooks_conf(of, member);
    std::filesystem::path file = of.properties(member);
    write_own_text(file, with_values(config_sample("efm.properties"), property_values(of, member)));
    write_own_text(file.replace_extension(".nodes"), nodes_but(of, member));
    write_own_text(file.replace_extension(".standin"), test_options(of, member));
}

}  // namespace

std::filesystem::path EfmInstallation::properties(std::size_t member) const
{
    return dir_of(member) / "etc" / (options.cluster + ".properties");
}

std::filesystem::path EfmInstallation::hooks_conf_of(std::size_t member) const
{
    return has_own_hooks_conf() ? dir_of(member) / "etc" / "hooks.conf" : hooks_conf;
}

ConfigValues EfmInstallation::manager_of(std::size_t member) const
{
    return {{"efm.command", command(member)}, {"efm.cluster", options.cluster}, {"efm.properties", properties(member)}};
}

// A copy of the built command, since the build may lie where the servers' user cannot go.
void install(const EfmInstallation& installation)
{
    std::filesystem::create_directory(installation.root / "lib");
    std::filesystem::copy_file(built_program("standin/efm"), installation.root / "lib" / "efm");
    for (std::size_t i = 0; i < installation.members.size(); ++i) install_member(installation, i);
}

efm::CommandResult run_command(const std::vector<std::string>& argv,
                               const std::map<std::string, std::string>& environment)
{
    efm::Command command;
    command.argv = argv;
    command.environment = environment;
    command.patience.deadline = pcp::Deadline::after(command_limit);
    return efm::BoostCommandRunner{}.run(command);
}

}  // namespace support
