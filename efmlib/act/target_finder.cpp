#include "target_finder.hpp"

#include <algorithm>
#include <iterator>

#include "efm/manager_of.hpp"
#include "name_lookup.hpp"

namespace efm {
namespace {

std::string list(const std::vector<Backend>& backends)
{
    std::string text;
    for (const Backend& backend : backends) {
        if (!backend.host.empty()) text += (text.empty() ? "" : ", ") + to_string(backend);
    }
    return text.empty() ? "none" : text;
}

std::vector<Backend> chosen(const PoolView& view, const std::vector<int>& ids)
{
    std::vector<Backend> backends;
    for (const int id : ids) backends.push_back(*view.find(id));
    return backends;
}

std::string joined(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + '"';
    return text;
}

}  // namespace

std::set<std::string> TargetFinder::names_needed(const PoolView& view) const
{
    std::set<std::string> needed;
    std::set<std::string> names = names_to_resolve(view.backends, member_, setup_.map);
    if (!names.empty() || match_backend(view.backends, member_, setup_.map, resolved_).ids.empty()) {
        for (const Address& declared : setup_.unpooled) {
            if (!pcp::parse_ip(declared.host)) names.insert(declared.host);
        }
    }
    std::ranges::set_difference(names, tried_, std::inserter(needed, needed.end()));
    return needed;
}

void TargetFinder::resolve(const std::set<std::string>& names)
{
    const pcp::Patience third{patience_.deadline.capped(patience_.deadline.remaining() / 3), patience_.cancelled};
    resolved_.merge(resolve_names(names, third));
    tried_.insert(names.begin(), names.end());
}

std::optional<int> TargetFinder::find(const PoolView& view, const std::string& pool) const
{
    Match match = match_backend(view.backends, member_, setup_.map, resolved_);
    if (match.ids.size() > 1 && !member_.port) {
        match = match_member(view.backends, member_, setup_.map, resolved_, db_port_in(setup_.efm_properties));
    }
    if (match.ids.size() == 1) return match.ids.front();
    const std::string who = "address " + to_string(member_);
    if (match.ids.size() > 1) {
        throw Error(Error::Kind::ambiguous_backend,
                    who + " fits more than one backend of pool " + pool + ": " + list(chosen(view, match.ids)) +
                        "; give the port, or name efm.properties in hooks.conf for its db.port");
    }
    if (is_unpooled(member_, setup_.unpooled, resolved_)) return std::nullopt;
    if (!match.unresolved.empty()) {
        throw Error(Error::Kind::try_later, who + " fits no backend of pool " + pool + " for now: cannot resolve " +
                                                joined(match.unresolved) + "; backends: " + list(view.backends));
    }
    throw Error(Error::Kind::unknown_backend, who + " fits no backend of pool " + pool + ": it has " +
                                                  list(view.backends) +
                                                  "; declare it with `map = ` or `unpooled = ` in hooks.conf");
}

std::optional<int> TargetFinder::find_by_text(const std::vector<Backend>& backends) const
{
    if (!names_to_resolve(backends, member_, setup_.map).empty()) return std::nullopt;
    const Match match = match_backend(backends, member_, setup_.map, {});
    if (match.ids.size() != 1) return std::nullopt;
    return match.ids.front();
}

}  // namespace efm
