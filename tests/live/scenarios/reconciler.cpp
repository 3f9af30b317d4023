#include "reconciler.hpp"

#include <csignal>
#include <filesystem>
#include <utility>

#include "crash_check.hpp"
#include "in_namespace.hpp"
#include "run.hpp"

namespace scenarios {

// A copy of the built program, since the build may lie where the servers' user cannot go.
Reconciler::Reconciler(const support::PgpoolServer& pool, std::string network_namespace)
    : settings_(pool.hooks_conf()),
      namespace_(std::move(network_namespace)),
      log_(dir_ / "reconcile.log"),
      daemon_(dir_.path(), dir_ / "output")
{
    std::filesystem::copy_file(support::built_program("pgpool_backend"), dir_ / "pgpool_backend");
    start();
}

Reconciler::~Reconciler()
{
    if (daemon_.is_running()) daemon_.stop(SIGTERM);
    support::check_log("reconcile", support::read_text(log_));
    support::check_log("reconcile, what it said", daemon_.log_text());
}

void Reconciler::start()
{
    const support::InNamespace there(namespace_);
    daemon_.start({dir_ / "pgpool_backend", "reconcile", "--every", "500ms", "--config", settings_, "--set",
                   "log=" + log_.string()});
}

std::vector<Reconciled> Reconciler::acts() const
{
    std::vector<Reconciled> all;
    std::size_t of_this_pass = 0;
    for (const LogLine& line : read_hooks_log(log_)) {
        if (line.step == "act") {
            all.push_back({line.time, line.time, false, line.detail.substr(0, line.detail.find(' ')), line.detail});
        } else if (line.step == "outcome") {
            for (; of_this_pass < all.size(); ++of_this_pass) {
                all[of_this_pass].ended = line.time;
                all[of_this_pass].done = line.level != "error";
            }
        }
    }
    return all;
}

}  // namespace scenarios
