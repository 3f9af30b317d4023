#include "facts.hpp"

#include <algorithm>

#include "in_namespace.hpp"

namespace scenarios {
namespace {

// An agent that finds its server to be the primary once more is no promotion.
std::vector<Promotion> promotions(const House& house)
{
    std::vector<Promotion> found;
    for (const support::EfmEvent& event : house.events()) {
        if (event.kind != "type" || event.name != "Primary") continue;
        if (found.empty() || found.back().server != event.agent) found.push_back({event.time, event.agent});
    }
    return found;
}

std::vector<Exclusion> exclusions(const House& house)
{
    std::vector<Exclusion> found;
    for (const support::EfmEvent& event : house.events()) {
        if (event.kind != "hook") continue;
        const std::string server = subject_of(house, event);
        if (is_detach(event) && event.exit == 0) found.push_back({server, event.time});
        if (!is_attach(event)) continue;
        for (Exclusion& exclusion : found) {
            if (exclusion.server == server) exclusion.until = std::min(exclusion.until, event.started);
        }
    }
    return found;
}

bool names(const support::EfmEvent& event, const char* act)
{
    return event.name.find(act) != std::string::npos;
}

}  // namespace

std::string subject_of(const House& house, const support::EfmEvent& hook)
{
    for (const std::string& word : hook.argv) {
        for (std::size_t i = 0; i < house.size(); ++i) {
            if (word == house.server(i).address()) return word;
        }
    }
    return "";
}

bool is_reconciled(const support::EfmEvent& event)
{
    return event.kind == "hook" && event.agent == "reconcile";
}

bool is_attach(const support::EfmEvent& event)
{
    return names(event, "attach") || names(event, "promot");
}

bool is_detach(const support::EfmEvent& event)
{
    return names(event, "detach");
}

Facts facts_of(const House& house, std::size_t primary)
{
    const support::InNamespace there(house.client_namespace());
    return {house.traffic().statements(), promotions(house), exclusions(house),
            Traffic::rows(house.server(primary).login())};
}

}  // namespace scenarios
