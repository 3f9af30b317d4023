// `pgpool_backend reconcile --every 500ms`, as a service beside a Pgpool.
#pragma once

#include <string>
#include <vector>

#include "daemon.hpp"
#include "hooks_log.hpp"
#include "pgpool_server.hpp"
#include "temp_dir.hpp"

namespace scenarios {

// One step of a pass that did something.
struct Reconciled {
    Time begun = 0;
    Time ended = 0;      // of its pass
    bool done = false;   // ... and that was well
    std::string act;     // attach, detach, promote
    std::string detail;  // of whom, and why
};

// Runs on its Pgpool's host, with its Pgpool's settings. The constructor starts it, the destructor ends it.
class Reconciler {
public:
    Reconciler(const support::PgpoolServer& pool, std::string network_namespace);
    ~Reconciler();
    Reconciler(const Reconciler&) = delete;
    Reconciler& operator=(const Reconciler&) = delete;

    void start();
    void kill9() { daemon_.kill_all(); }

    std::vector<Reconciled> acts() const;

private:
    std::filesystem::path settings_;
    std::string namespace_;
    support::TempDir dir_;
    std::filesystem::path log_;
    support::Daemon daemon_;
};

}  // namespace scenarios
