// efm SUBCOMMAND CLUSTER|PROPERTIES_FILE [ARGUMENT]...
//
// The command line of the stand-in for EDB Failover Manager (see agent/main.cpp): texts, JSON and exit statuses of
// releases 4.0 to 5.4, as far as public documentation and published outputs tell. Contains nothing of EFM.
//
// Unverified: the stream and wording of errors (here: standard output); all exit statuses but 0 and "not 0" (here: 1);
// what the status prints without a local agent (here: the sentence about the authorization file); whether a DOWN or
// missing node alone makes the status fail (here: yes), and what `missingnodes` names (here: agents that do not answer
// though they have not been given up); the case of `lsnInfo`; the column widths of 4.x with names of more than 20
// letters (here: none is widened); the words of success of the management commands; create-standby's arguments;
// whether `encrypt --from-env` fails without EFMPASS (here: it does not).
#include <csignal>
#include <cstdio>
#include <map>

#include "banner.hpp"
#include "manage.hpp"
#include "status.hpp"

namespace standin {
namespace {

constexpr const char* usage =
    "Usage: efm <command> <cluster name> [arguments]\n"
    "  cluster-status <cluster>                       the state of all nodes\n"
    "  cluster-status-json <cluster>                  the same as JSON\n"
    "  node-status-json <cluster>                     the state of this node\n"
    "  allow-node <cluster> <address>\n"
    "  disallow-node <cluster> <address>\n"
    "  set-priority <cluster> <address> <priority>    1: first; 0: not promotable\n"
    "  resume <cluster>                               monitor the local database again\n"
    "  promote <cluster> [-switchover] [-sourcenode <address>] [-quiet] [-noscripts]\n"
    "  stop-cluster <cluster>\n"
    "  reset-members <cluster>\n"
    "  create-standby <cluster>\n"
    "  encrypt <cluster> [--from-env]\n"
    "  upgrade-conf <cluster> -source <directory>\n"
    "  --help\n";

using Command = Outcome (*)(const Call& call);

const std::map<std::string, Command> commands{
    {"cluster-status", cluster_status},
    {"cluster-status-json", cluster_status_json},
    {"node-status-json", node_status_json},
    {"allow-node", allow_node},
    {"disallow-node", disallow_node},
    {"set-priority", set_priority},
    {"resume", resume},
    {"promote", promote},
    {"stop-cluster", stop_cluster},
    {"reset-members", reset_members},
    {"create-standby", create_standby},
    {"upgrade-conf", upgrade_conf},
};

int run(const std::string& name, const std::string& cluster, const std::vector<std::string>& arguments)
{
    std::filesystem::path fault_file = properties_path(cluster);
    const Faults faults(fault_file.replace_extension(".faults"));
    faults.at_start();
    try {
        if (name == "encrypt") {
            const Outcome outcome = encrypt(cluster, arguments);
            return faults.finish(outcome.output, outcome.exit);
        }
        const Config config(std::filesystem::absolute(properties_path(cluster)));
        const Outcome outcome = commands.at(name)({config, faults, arguments});
        return faults.finish(outcome.output, outcome.exit);
    } catch (const std::exception& error) {
        return faults.finish(std::string(error.what()) + "\n", 1);
    }
}

}  // namespace
}  // namespace standin

int main(int argc, char** argv)
{
    ::signal(SIGPIPE, SIG_DFL);
    const std::vector<std::string> words(argv + 1, argv + argc);
    const bool help = !words.empty() && words[0] == "--help";
    const bool known = words.size() >= 2 && (words[0] == "encrypt" || standin::commands.contains(words[0]));
    if (known) return standin::run(words[0], words[1], {words.begin() + 2, words.end()});
    std::printf("%s%s", standin::banner, standin::usage);
    return help ? 0 : 1;
}
