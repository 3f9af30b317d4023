#include "name_lookup.hpp"

#include <mutex>
#include <vector>

#include "efm/parallel.hpp"
#include "pcp/error.hpp"

namespace efm {

Resolved resolve_names(const std::set<std::string>& names, const pcp::Patience& patience)
{
    const std::vector<std::string> all(names.begin(), names.end());
    Resolved resolved;
    std::mutex guard;
    in_parallel(all.size(), [&](std::size_t i) {
        try {
            auto addresses = pcp::resolve(all[i], patience);
            const std::lock_guard lock(guard);
            resolved[all[i]] = std::move(addresses);
        } catch (const pcp::Error& error) {
            if (error.kind() == pcp::Error::Kind::cancelled) throw;
        }
    });
    return resolved;
}

}  // namespace efm
