#include "extension_server.hpp"

#include <stdexcept>

#include "efm/command_runner.hpp"

namespace sql_test {
namespace {

std::string settings_for(const CannedEfm& efm, Preload preload)
{
    const std::string dir = efm.dir().string();
    std::string settings = preload == Preload::yes ? "shared_preload_libraries = 'efm_extension'\n" : "";
    return settings + "efm.cluster_name = 'efm'\nefm.sudo_user = ''\nefm.command_path = '" + efm.command() +
           "'\nefm.properties_location = '" + dir + "'\nefm.hooks_conf = '" + dir +
           "/hooks.conf'\nefm.job_watch = 1s\n";
}

}  // namespace

ExtensionServer::ExtensionServer(Preload preload, const std::string& settings, std::size_t servers,
                                 const std::string& locale)
    : preload_(preload),
      servers_(servers, {locale.empty() ? overlay_.program() : overlay_.program_in(locale),
                         settings_for(efm_, preload) + settings})
{
    if (preload == Preload::yes) query(login(), "CREATE EXTENSION efm_extension");
}

support::Login ExtensionServer::login(const std::string& user) const
{
    support::Login login = servers_[0].login();
    login.user = user;
    return login;
}

void ExtensionServer::name_pool(std::uint16_t port) const
{
    const auto dir = efm_.dir();
    support::write_text(dir / "pcppass", "*:*:pcpu:secret\n", std::filesystem::perms{0600});
    support::write_own_text(dir / "hooks.conf", "pool = 127.0.0.1:" + std::to_string(port) +
                                                    "\npcp.user = pcpu\npcp.passfile = " + (dir / "pcppass").string() +
                                                    "\nstate_dir =\n");
}

std::string ExtensionServer::regress(const std::vector<std::string>& names) const
{
    const support::TempDir output;  // KEEP_TEST_DIRS=1 keeps the results
    efm::Command command;
    command.argv = {std::string(POSTGRES_LIBRARY_DIR) + "/pgxs/src/test/regress/pg_regress",
                    "--use-existing",
                    "--bindir=" POSTGRES_BIN_DIR,
                    "--inputdir=" EFM_SQL_TESTS,
                    "--outputdir=" + output.path().string(),
                    "--host=" + servers_[0].address(),
                    "--port=" + std::to_string(servers_.port()),
                    "--user=postgres",
                    "--dbname=postgres"};
    command.argv.insert(command.argv.end(), names.begin(), names.end());
    command.environment = {{"EFM", efm_.dir().string()}, {"PGTZ", "UTC"}};
    command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{60});
    const auto result = efm::BoostCommandRunner{}.run(command);
    if (result.succeeded()) return "";
    return result.out + result.err + support::read_text(output / "regression.diffs");
}

std::string error_of(const support::Login& login, const std::string& sql)
{
    try {
        query(login, sql);
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

}  // namespace sql_test
