#include "efm/evidence.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "doctor_checks.hpp"
#include "efm/ask_pools.hpp"
#include "efm/error.hpp"
#include "efm/load_balancer.hpp"
#include "evidence_parts.hpp"
#include "own_address.hpp"
#include "pcp/passfile.hpp"
#include "pcp/resolver.hpp"
#include "printable.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds for_sudo{3'000};
constexpr milliseconds for_names{1'000};
constexpr milliseconds for_settings{3'000};
constexpr const char* usual_confs[] = {"/etc/pgpool2/pgpool.conf", "/etc/pgpool-II/pgpool.conf"};

struct OwnUser {
    std::string name;
    std::string home;
};

OwnUser own_user()
{
    const passwd* entry = ::getpwuid(::geteuid());
    return entry ? OwnUser{entry->pw_name, entry->pw_dir} : OwnUser{"number " + std::to_string(::geteuid()), ""};
}

std::string directory_of(const std::string& path)
{
    return path.substr(0, path.rfind('/'));
}

class Gatherer {
public:
    Gatherer(const Examined& what, CommandRunner& runner, ServerProbe& probe)
        : what_(what), runner_(runner), probe_(probe), user_(own_user())
    {
    }

    Evidence gather()
    {
        found_.settings = what_.settings;
        found_.settings_path = what_.settings_path;
        if (!what_.settings_path.empty()) found_.settings_dir = look_at(directory_of(what_.settings_path));
        found_.settings_faults = what_.settings_faults;
        found_.expected_user = what_.expected_user;
        found_.user = user_.name;
        found_.pgpool_conf = what_.pgpool_conf;
        take_survey_of_all();
        look_at_files();
        look_at_pools();
        look_at_pgpool_conf();
        look_at_manager();
        look_at_programs();
        return std::move(found_);
    }

private:
    pcp::Patience patience(milliseconds limit) const
    {
        return {what_.patience.deadline.capped(limit), what_.patience.cancelled};
    }

    // A fault of the settings is a part's failure here, too.
    void take_survey_of_all()
    {
        SurveySetup setup = survey_setup_or_none();
        setup.patience = what_.patience;
        found_.survey = take_survey(setup, probe_);
    }

    SurveySetup survey_setup_or_none()
    {
        try {
            return survey_setup(what_.settings, what_.patience, runner_);
        } catch (const Error& error) {
            SurveySetup setup{.pools = pools_of(what_.settings, what_.patience)};
            setup.manager = [error](const pcp::Patience&) -> ClusterStatus {
                throw Error(error);
            };
            return setup;
        }
    }

    std::string passfile() const
    {
        return what_.settings.pcp_passfile.empty() ? user_.home + "/.pcppass" : what_.settings.pcp_passfile;
    }

    void look_at_files()
    {
        const Settings& settings = what_.settings;
        if (!settings.state_dir.empty()) {
            found_.state_dir = look_at(settings.state_dir);
            const PathFacts journal = look_at(settings.state_dir + "/journal.db");
            if (journal.exists()) found_.journal = journal;
        }
        if (!settings.run_dir.empty()) found_.run_dir = look_at(settings.run_dir);
        found_.passfile = look_at(passfile());
        if (!settings.server_passfile.empty()) found_.server_passfile = look_at(settings.server_passfile);
        if (!settings.log.starts_with('/')) return;
        found_.log = look_at(settings.log);
        found_.log_directory = look_at(directory_of(settings.log));
    }

    std::optional<std::string> password_fault(const Address& pool) const
    {
        if (found_.passfile.kind != PathFacts::Kind::file || !found_.passfile.readable) return std::nullopt;
        const std::string user = what_.settings.pcp_user.empty() ? user_.name : what_.settings.pcp_user;
        try {
            pcp::password_in(read_file(found_.passfile.path), found_.passfile.path,
                             {pool.host, pool.port.value_or(default_pcp_port), user});
            return std::nullopt;
        } catch (const pcp::Error& error) {
            return error.what();
        } catch (const Error& error) {
            return error.what();
        }
    }

    // A socket's directory, loopback, or another address of this host: nothing is sent over a wire.
    bool is_here(const std::string& host) const
    {
        if (host.starts_with('/') || same_word(host, "localhost") || is_own_address(host)) return true;
        try {
            const auto addresses = pcp::resolve(host, patience(for_names));
            return std::ranges::all_of(addresses, [](const auto& each) { return is_own_address(to_string(each)); });
        } catch (const pcp::Error& error) {
            if (error.kind() == pcp::Error::Kind::cancelled) throw Error(Error::Kind::cancelled, error.what());
            return false;
        }
    }

    void look_at_pools()
    {
        for (std::size_t i = 0; i < what_.settings.pools.size(); ++i) {
            const Address& address = what_.settings.pools[i];
            PoolEvidence pool{.name = found_.survey.pools.at(i).name, .host = address.host};
            pool.is_local = is_here(address.host);
            pool.leaves_host = !pool.is_local;
            pool.password_fault = password_fault(address);
            const auto& view = found_.survey.pools[i].view.value;
            pool.too_large = view && view->backends.nodes.size() > pcp::max_backends_for_settings;
            found_.pools.push_back(std::move(pool));
        }
        ask_for_settings();
    }

    // Of those that have answered, and can bear it.
    void ask_for_settings()
    {
        using Settings = std::vector<pcp::PoolSetting>;
        const auto pools = pools_of(what_.settings, patience(for_settings));
        std::vector<Pool> asked;
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < pools.size(); ++i) {
            if (!found_.survey.pools[i].view.value || found_.pools[i].too_large) continue;
            asked.push_back(pools[i]);
            places.push_back(i);
        }
        if (asked.empty()) return;
        const auto answers = ask_pools(asked, [](const pcp::Options& options) -> Settings {
            pcp::Client client{options};
            return client.settings(client.node_count());
        });
        for (std::size_t i = 0; i < answers.size(); ++i) {
            PoolEvidence& pool = found_.pools[places[i]];
            if (answers[i].answer) pool.settings = *answers[i].answer;
            if (answers[i].failure) pool.settings_fault = answers[i].failure->what();
        }
    }

    // The file of a package is that of a pool only if its port is.
    void look_at_pgpool_conf()
    {
        if (found_.pgpool_conf) return;
        for (const char* path : usual_confs) {
            try {
                PgpoolConf conf = read_pgpool_conf(path);
                if (!is_of_a_pool(conf)) continue;
                found_.pgpool_conf = std::move(conf);
                return;
            } catch (const Error&) {
                continue;  // it is looked at if it can be
            }
        }
    }

    bool is_of_a_pool(const PgpoolConf& conf) const
    {
        const std::string port = conf.value_of("pcp_port").value_or(std::to_string(default_pcp_port));
        for (std::size_t i = 0; i < found_.pools.size(); ++i) {
            const auto own = what_.settings.pools[i].port.value_or(default_pcp_port);
            if (found_.pools[i].is_local && std::to_string(own) == port) return true;
        }
        return false;
    }

    void look_at_manager()
    {
        const Settings& settings = what_.settings;
        if (!settings.efm_properties.empty()) found_.properties = properties_evidence(settings.efm_properties);
        if (settings.efm_command.empty()) return;
        found_.manager_command = look_at(settings.efm_command);
        found_.releases = releases_beside(settings.efm_command);
        if (!settings.efm_sudo_user.empty()) found_.sudo = ask_sudo(settings, runner_, patience(for_sudo));
    }

    void look_at_programs()
    {
        std::set<std::string> paths;
        const auto add = [&](const std::string& line) {
            const std::string path = parse_hook_line(line).program;
            if (path.starts_with('/')) paths.insert(path);
        };
        if (found_.properties) {
            for (const Property& property : found_.properties->values) {
                if (property.key.starts_with("script.")) add(property.value);
            }
        }
        for (const PoolEvidence& pool : found_.pools) {
            for (const pcp::PoolSetting& setting : pool.settings) {
                const bool follows = setting.name.starts_with("follow_") && setting.name.ends_with("_command");
                if (follows && pool.is_local) add(setting.value);
            }
        }
        for (const std::string& path : paths) found_.programs.push_back(look_at(path));
    }

    const Examined& what_;
    CommandRunner& runner_;
    ServerProbe& probe_;
    OwnUser user_;
    Evidence found_;
};

}  // namespace

const PathFacts* Evidence::program(const std::string& path) const
{
    const auto found = std::ranges::find(programs, path, &PathFacts::path);
    return found == programs.end() ? nullptr : &*found;
}

Evidence gather(const Examined& what, CommandRunner& runner, ServerProbe& probe)
{
    return Gatherer(what, runner, probe).gather();
}

}  // namespace efm
