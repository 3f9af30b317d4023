#include <algorithm>
#include <filesystem>
#include <sstream>

#include "efm/error.hpp"
#include "evidence_parts.hpp"

namespace efm {
namespace {

constexpr const char* sudo = "/usr/bin/sudo";

std::vector<std::string> wildcards_in(const std::string& rules)
{
    std::vector<std::string> found;
    std::istringstream words(rules);
    for (std::string word; words >> word;) {
        const bool is_of_efm = word.starts_with('/') && word.find("/bin/efm") != std::string::npos;
        if (!is_of_efm || word.find('*') == std::string::npos) continue;
        if (word.ends_with(',')) word.pop_back();
        if (std::ranges::find(found, word) == found.end()) found.push_back(word);
    }
    return found;
}

CommandResult list_rules(const std::vector<std::string>& arguments, CommandRunner& runner,
                         const pcp::Patience& patience)
{
    Command command;
    command.argv = {sudo, "-n", "-l"};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = {{"LC_ALL", "C"}};
    command.patience = patience;
    return runner.run(command);
}

}  // namespace

PropertiesEvidence properties_evidence(const std::string& path)
{
    PropertiesEvidence properties{.path = path, .fault = std::nullopt, .values = {}};
    try {
        for (const Property& property : read_properties(path)) properties.values.push_back(masked(property));
    } catch (const Error& error) {
        std::string what = error.what();
        if (what.starts_with(path + ": ")) what.erase(0, path.size() + 2);
        properties.fault = what;
    }
    return properties;
}

std::vector<std::string> releases_beside(const std::string& command)
{
    const std::size_t own = command.find("/efm-");
    std::vector<std::string> releases;
    if (own == std::string::npos) return releases;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry(command.substr(0, own + 1), fault), end; !fault && entry != end;
         entry.increment(fault)) {
        const std::string release = release_in(entry->path().string() + '/');
        std::error_code hidden;
        if (!release.empty() && std::filesystem::exists(entry->path() / "bin" / "efm", hidden)) {
            releases.push_back(release);
        }
    }
    return releases;
}

SudoEvidence ask_sudo(const Settings& settings, CommandRunner& runner, const pcp::Patience& patience)
{
    SudoEvidence said;
    try {
        said.allowed = list_rules({"-u", settings.efm_sudo_user, settings.efm_command, "cluster-status-json",
                                   settings.efm_cluster},
                                  runner, patience)
                           .succeeded();
        said.wildcards = wildcards_in(list_rules({}, runner, patience).out);
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::cancelled) throw;
    }
    return said;
}

}  // namespace efm
