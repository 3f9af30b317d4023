// Which backend of one pool is meant by a member's address, with what has to be looked up for it. Private to the
// library.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "efm/backend_map.hpp"
#include "efm/load_balancer.hpp"

namespace efm {

class TargetFinder {
public:
    // References are kept.
    TargetFinder(const LoadBalancer::Setup& setup, const Address& member, const pcp::Patience& patience)
        : setup_(setup), member_(member), patience_(patience)
    {
    }

    // Names that find() needs resolved. Resolve them with no PCP connection open: it may take long.
    std::set<std::string> names_needed(const PoolView& view) const;

    // Side by side, for a third of the time there is: a name that hangs must not keep us from a backend that matches.
    // What has no address by then stays unresolved. Throws pcp::Error (cancelled).
    void resolve(const std::set<std::string>& names);

    // Empty if there is none and the settings declare the member as unpooled. Throws Error: unknown_backend with the
    // list of what there is, ambiguous_backend with the candidates, try_later while a name that might match cannot be
    // resolved.
    std::optional<int> find(const PoolView& view, const std::string& pool) const;

    // The same out of remembered backends, without a look-up or an error: empty unless the texts decide.
    std::optional<int> find_by_text(const std::vector<Backend>& backends) const;

private:
    const LoadBalancer::Setup& setup_;
    const Address& member_;
    const pcp::Patience& patience_;
    Resolved resolved_;
    std::set<std::string> tried_;
};

}  // namespace efm
