// What the collector has seen so far, and what is new.
#pragma once

#include <string>

#include "agreement.hpp"
#include "backend_status.hpp"

namespace sqlext {

class Observer {
public:
    // In words, what changed since that cluster's status was last taken; empty: nothing, or another cluster's was.
    std::string take(const Snapshot& snapshot);

    // Has the pools and servers looked at, with the status that was last taken.
    void look(const OverviewFiles& files) { agreement_.look(last_, files); }

    AgreementWatch& agreement() { return agreement_; }

private:
    BackendStatus last_;
    AgreementWatch agreement_;
};

}  // namespace sqlext
