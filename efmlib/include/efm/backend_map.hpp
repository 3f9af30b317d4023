// Address -> backend: which backend of a pool is meant by the address that EFM uses. Pure functions over values.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "efm/address.hpp"
#include "efm/pool_view.hpp"
#include "efm/settings.hpp"
#include "pcp/resolver.hpp"

namespace efm {

// What the names in question resolve to. A name that could not be resolved has no entry.
using Resolved = std::map<std::string, std::vector<pcp::IpAddress>>;

// By which rules addresses are one: those of the hooks.
struct Addressing {
    std::vector<MapLine> map;
    std::vector<Address> unpooled;
    std::optional<std::uint16_t> db_port;  // of the members' databases; empty: not known
    Resolved resolved;                     // names that have no entry could not be resolved
};

struct Match {
    std::vector<int> ids;                 // none, one, or the candidates that cannot be told apart
    std::vector<std::string> unresolved;  // names that might have matched, had they been resolved
    bool operator==(const Match&) const = default;
};

// Explicit `map` lines win; then the exact text (names without regard to case); then the resolved addresses. A port
// given in `address` has to match. Slots without a host are skipped.
Match match_backend(std::span<const Backend> backends, const Address& address, std::span<const MapLine> map,
                    const Resolved& resolved);

// The same for a member: where its address alone fits several backends, the cluster's db.port decides, if it is known.
Match match_member(std::span<const Backend> backends, const Address& member, std::span<const MapLine> map,
                   const Resolved& resolved, std::optional<std::uint16_t> db_port);

// By the same text or literal, or by an address in common.
bool is_same_host(const std::string& one, const std::string& other, const Resolved& resolved);

// The names that have to be resolved for a match: none when the texts decide.
std::set<std::string> names_to_resolve(std::span<const Backend> backends, const Address& address,
                                       std::span<const MapLine> map);

// Whether the settings declare the address as having no backend on purpose: by the same text or the same addresses.
bool is_unpooled(const Address& address, std::span<const Address> unpooled, const Resolved& resolved = {});

}  // namespace efm
