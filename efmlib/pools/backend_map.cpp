#include "efm/backend_map.hpp"

#include <strings.h>

#include <algorithm>

namespace efm {
namespace {

bool same_text(const std::string& a, const std::string& b)
{
    return ::strcasecmp(a.c_str(), b.c_str()) == 0;
}

bool port_fits(const Address& wanted, std::uint16_t port)
{
    return !wanted.port || *wanted.port == port;
}

bool is_socket_directory(const std::string& host)
{
    return host.starts_with('/');
}

// Literals are compared as addresses, so that ::1 and 0:0:0:0:0:0:0:1 are one.
bool same_host(const std::string& a, const std::string& b)
{
    const auto left = pcp::parse_ip(a);
    return left ? left == pcp::parse_ip(b) : same_text(a, b);
}

// What the caller's address stands for after the `map` lines.
Address mapped(const Address& address, std::span<const MapLine> map)
{
    const auto line = std::ranges::find_if(map, [&](const MapLine& l) {
        return same_host(l.member.host, address.host) && (!l.member.port || l.member.port == address.port);
    });
    if (line == map.end()) return address;
    return {line->backend.host, line->backend.port ? line->backend.port : address.port};
}

std::vector<int> matching(std::span<const Backend> backends, auto&& fits)
{
    std::vector<int> ids;
    for (const Backend& backend : backends) {
        if (!backend.host.empty() && fits(backend)) ids.push_back(backend.id);
    }
    return ids;
}

std::vector<int> matching_text(std::span<const Backend> backends, const Address& wanted)
{
    return matching(backends, [&](const Backend& backend) {
        return same_host(backend.host, wanted.host) && port_fits(wanted, backend.port);
    });
}

std::vector<pcp::IpAddress> addresses_of(const std::string& host, const Resolved& resolved)
{
    if (const auto literal = pcp::parse_ip(host)) return {*literal};
    const auto found = resolved.find(host);
    return found == resolved.end() ? std::vector<pcp::IpAddress>{} : found->second;
}

}  // namespace

std::set<std::string> names_to_resolve(std::span<const Backend> backends, const Address& address,
                                       std::span<const MapLine> map)
{
    const Address wanted = mapped(address, map);
    std::set<std::string> names;
    if (is_socket_directory(wanted.host) || !matching_text(backends, wanted).empty()) return names;
    const auto add = [&](const std::string& host) {
        if (!host.empty() && !is_socket_directory(host) && !pcp::parse_ip(host)) names.insert(host);
    };
    add(wanted.host);
    for (const Backend& backend : backends) {
        if (port_fits(wanted, backend.port)) add(backend.host);
    }
    return names;
}

Match match_backend(std::span<const Backend> backends, const Address& address, std::span<const MapLine> map,
                    const Resolved& resolved)
{
    const Address wanted = mapped(address, map);
    Match match{matching_text(backends, wanted), {}};
    if (!match.ids.empty()) return match;
    const std::vector<pcp::IpAddress> ours = addresses_of(wanted.host, resolved);
    match.ids = matching(backends, [&](const Backend& backend) {
        const auto theirs = addresses_of(backend.host, resolved);
        return port_fits(wanted, backend.port) && std::ranges::find_first_of(ours, theirs) != ours.end();
    });
    if (!match.ids.empty()) return match;
    for (const std::string& name : names_to_resolve(backends, address, map)) {
        if (!resolved.contains(name)) match.unresolved.push_back(name);
    }
    return match;
}

Match match_member(std::span<const Backend> backends, const Address& member, std::span<const MapLine> map,
                   const Resolved& resolved, std::optional<std::uint16_t> db_port)
{
    Match match = match_backend(backends, member, map, resolved);
    if (match.ids.size() < 2 || member.port || !db_port) return match;
    Match narrowed = match_backend(backends, {member.host, db_port}, map, resolved);
    return narrowed.ids.empty() ? match : narrowed;
}

bool is_same_host(const std::string& one, const std::string& other, const Resolved& resolved)
{
    if (same_host(one, other)) return true;
    const auto ours = addresses_of(one, resolved);
    const auto theirs = addresses_of(other, resolved);
    return std::ranges::find_first_of(ours, theirs) != ours.end();
}

bool is_unpooled(const Address& address, std::span<const Address> unpooled, const Resolved& resolved)
{
    return std::ranges::any_of(unpooled, [&](const Address& declared) {
        return is_same_host(declared.host, address.host, resolved) && (!declared.port || declared.port == address.port);
    });
}

}  // namespace efm
