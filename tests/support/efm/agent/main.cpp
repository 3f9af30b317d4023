// standin_efm_agent PROPERTIES_FILE
//
// One agent of the stand-in for EDB Failover Manager: what the outside sees of an EFM 4.0 to 5.4 agent, for tests.
// Built from its public documentation (spec/efm.md); contains nothing of EFM. Its inside is plain on purpose:
// heartbeats, counting, the lowest address coordinates; no consensus protocol, so that it must never run a real
// cluster.
//
// Unverified, because EFM's documentation does not say: the order of events in the rows of spec/efm.md 5 that are
// marked there (selectable, see options.hpp); which agent drives a failover; the words of notifications and refusals;
// what a switchover does when its promotion fails (here: the old primary stays stopped and idle); whether a clean stop
// of an agent shrinks the number that a majority is counted of (here: yes); what follows create-standby (here:
// `resume`); whether a second primary's agent always refuses to start (here: yes); when an isolated primary that is
// back resumes. Not built: auto.rewind, auto.basebackup, synchronous-standby changes, slots, mail, encryption,
// pgpool.enable, db.service.name, virtual.ip.single=false, the HTTP health check, WAL clearing and backup. Unlike
// EFM's, what a hook leaves in the background ends with it, and a hook that runs ends with an agent that is stopped.
#include <grp.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>

#include "banner.hpp"
#include "coordinator.hpp"
#include "database_watch.hpp"
#include "heartbeat.hpp"
#include "line_server.hpp"
#include "pcp/signals_blocked.hpp"
#include "requests.hpp"
#include "resume.hpp"
#include "sockets.hpp"

namespace standin {
namespace {

// Of node.timeout: how long we listen for others before we take ourselves for the first.
constexpr int joining_part = 3;
constexpr std::chrono::milliseconds slice{50};

// Exists while the agent runs; whoever can read it may give commands.
class AuthorizationFile {
public:
    explicit AuthorizationFile(const Config& config) : path_(config.authorization_file())
    {
        std::filesystem::remove(path_);
        std::ofstream(path_) << std::random_device{}();
        std::filesystem::permissions(path_, std::filesystem::perms{0640});
        const group* members = ::getgrnam(config.options().group.c_str());
        if (members && ::chown(path_.c_str(), static_cast<uid_t>(-1), members->gr_gid) != 0) std::perror("chown");
    }
    ~AuthorizationFile() { std::filesystem::remove(path_); }
    AuthorizationFile(const AuthorizationFile&) = delete;
    AuthorizationFile& operator=(const AuthorizationFile&) = delete;

private:
    std::filesystem::path path_;
};

// For SIGTERM or SIGINT, or until somebody else asks the agent to stop.
void wait_for_the_end(Context& context)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    const timespec moment{0, 50'000'000};
    while (!context.stop.requested()) {
        if (::sigtimedwait(&ends, nullptr, &moment) > 0) context.stop.request();
    }
}

void join_cluster(Context& context, const Heartbeat& heartbeat)
{
    const std::size_t expected = context.config.nodes().size();
    const auto deadline = pcp::Deadline::after(context.config.time("node.timeout") / joining_part);
    while (!deadline.expired() && context.membership.others().size() < expected) {
        if (context.stop.wait(slice)) return;
    }
    if (context.membership.others().empty() && heartbeat.was_refused()) {
        throw std::runtime_error("this node is not on the cluster's list of allowed nodes");
    }
}

void run(const Config& config)
{
    Context context(config);
    context.journal.record("agent", {{"generation", to_string(config.generation())}, {"pid", ::getpid()}});
    for (const std::string& key : config.unknown_properties()) {
        if (config.generation().checks_unknown_properties()) context.journal.say("unknown property " + key);
    }
    const AuthorizationFile authorization(config);
    Heartbeat heartbeat(context);
    Requests requests(context);
    const LineServer agents(config.bind(), context.stop,
                            [&](const Json& request) { return requests.answer_agent(request); });
    const LineServer commands(config.admin(), context.stop,
                              [&](const Json& request) { return requests.answer_command(request); });
    join_cluster(context, heartbeat);
    begin_monitoring(context);
    const Coordinator coordinator(context);
    const DatabaseWatch watch(context);
    wait_for_the_end(context);
}

int fail(const std::string& why)
{
    std::fprintf(stderr, "standin_efm_agent: %s\n", why.c_str());
    return 1;
}

}  // namespace
}  // namespace standin

int main(int argc, char** argv)
{
    const std::string file = argc == 2 ? argv[1] : "";
    if (file.empty() || file.starts_with('-')) {
        std::printf("%sUsage: standin_efm_agent PROPERTIES_FILE\n", standin::banner);
        return file == "--help" ? 0 : 64;
    }
    std::fputs(standin::banner, stderr);
    const pcp::SignalsBlocked blocked;
    try {
        const standin::Config config(std::filesystem::absolute(file));
        ::setenv("EFM_STANDIN_HOME", config.path().parent_path().c_str(), 1);
        if (::chdir("/") != 0) return standin::fail("cannot go to /");
        standin::run(config);
        return 0;
    } catch (const std::exception& error) {
        return standin::fail(error.what());
    }
}
