#include "member.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace standin {
namespace {

constexpr std::array type_names{"Primary", "Standby", "Witness", "Idle", "Promoting"};

// Numbers come before names.
std::tuple<int, std::uint32_t, std::string> sort_key(const std::string& address)
{
    in_addr number{};
    if (::inet_pton(AF_INET, address.c_str(), &number) == 1) return {0, ntohl(number.s_addr), ""};
    return {1, 0, address};
}

}  // namespace

std::string to_string(MemberType type)
{
    return type_names.at(static_cast<std::size_t>(type));
}

Json to_json(const MemberState& state)
{
    return {{"address", state.address},
            {"port", state.port},
            {"incarnation", state.incarnation},
            {"type", static_cast<int>(state.type)},
            {"db", state.db},
            {"vip", state.vip},
            {"vip_active", state.vip_active},
            {"promotable", state.promotable},
            {"standby_since", state.standby_since},
            {"failover_wanted", state.failover_wanted},
            {"idle_cause", static_cast<int>(state.idle_cause)}};
}

MemberState member_from(const Json& json)
{
    MemberState state;
    json.at("address").get_to(state.address);
    json.at("port").get_to(state.port);
    json.at("incarnation").get_to(state.incarnation);
    state.type = static_cast<MemberType>(json.at("type").get<int>());
    json.at("db").get_to(state.db);
    json.at("vip").get_to(state.vip);
    json.at("vip_active").get_to(state.vip_active);
    json.at("promotable").get_to(state.promotable);
    json.at("standby_since").get_to(state.standby_since);
    json.at("failover_wanted").get_to(state.failover_wanted);
    state.idle_cause = static_cast<IdleCause>(json.at("idle_cause").get<int>());
    return state;
}

Json to_json(const SharedLists& lists)
{
    Json priority = Json::array();
    for (const PriorityEntry& entry : lists.priority) {
        priority.push_back(Json::array({entry.address, entry.standby_since, entry.excluded}));
    }
    return {{"version", lists.version}, {"allowed", lists.allowed}, {"priority", priority}};
}

SharedLists lists_from(const Json& json)
{
    SharedLists lists;
    json.at("version").get_to(lists.version);
    json.at("allowed").get_to(lists.allowed);
    for (const Json& entry : json.at("priority")) {
        lists.priority.push_back({entry.at(0), entry.at(1), entry.at(2)});
    }
    return lists;
}

void set_priority(SharedLists& lists, const std::string& address, int position)
{
    auto& list = lists.priority;
    const auto found = std::ranges::find(list, address, &PriorityEntry::address);
    PriorityEntry entry = found == list.end() ? PriorityEntry{address} : *found;
    if (found != list.end()) list.erase(found);
    entry.excluded = position <= 0;
    const auto shown_before = [&](int count) {
        auto at = list.begin();
        for (int shown = 0; at != list.end() && shown < count; ++at) shown += at->excluded ? 0 : 1;
        return at;
    };
    list.insert(entry.excluded ? list.end() : shown_before(position - 1), entry);
}

bool address_less(const std::string& a, const std::string& b)
{
    return sort_key(a) < sort_key(b);
}

}  // namespace standin
