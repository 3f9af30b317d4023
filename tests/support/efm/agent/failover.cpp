#include "failover.hpp"

#include <algorithm>
#include <cstdio>
#include <tuple>

#include "promotion.hpp"

namespace standin {
namespace {

constexpr std::chrono::milliseconds vip_pause{100};

struct Candidate {
    MemberState member;
    std::uint64_t received = 0;
    std::uint64_t replayed = 0;
    std::ptrdiff_t place = 0;  // in the priority list
};

// The better one first.
auto rank(const Candidate& candidate, bool with_replayed)
{
    return std::tuple(~candidate.received, with_replayed ? ~candidate.replayed : 0, candidate.place);
}

// The candidate's agent is gone. Somebody else may take over unless its server did.
bool may_go_on(Context& context, const MemberState& lost)
{
    context.warn("Agent exited during promotion on " + lost.address);
    const DbAnswer answer = ask_database(login_of(context.config, lost.address), "SELECT pg_is_in_recovery()",
                                         context.config.time("remote.timeout"));
    return !answer.ok() || answer.values.front() == "t";
}

Json promotion_request(const Takeover& takeover)
{
    return {
        {"do", "promote"}, {"failed", takeover.failed}, {"scripts", takeover.run_scripts}, {"after", takeover.after}};
}

}  // namespace

std::uint64_t parse_lsn(const std::string& text)
{
    unsigned high = 0;
    unsigned low = 0;
    if (std::sscanf(text.c_str(), "%X/%X", &high, &low) != 2) return 0;
    return std::uint64_t{high} << 32U | low;
}

bool enough_standbys(Context& context)
{
    const auto members = context.membership.view();
    const auto standbys = std::ranges::count(members, MemberType::standby, &MemberState::type);
    return standbys - 1 >= context.config.number("minimum.standbys");
}

std::vector<MemberState> candidates(Context& context)
{
    const auto priority = context.membership.failover_priority();
    std::vector<Candidate> found;
    for (const std::string& address : priority) {
        const auto member = context.membership.find(address);
        if (!member) continue;
        const DbAnswer answer = ask_database(login_of(context.config, address),
                                             "SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()), "
                                             "pg_last_wal_replay_lsn()",
                                             context.config.time("remote.timeout"));
        if (!answer.ok()) continue;
        found.push_back({*member, parse_lsn(answer.values[0]), parse_lsn(answer.values[1]), std::ssize(found)});
    }
    const bool with_replayed = context.config.flag("use.replay.tiebreaker");
    std::ranges::stable_sort(found, {}, [&](const Candidate& candidate) { return rank(candidate, with_replayed); });
    std::vector<MemberState> members;
    Json choice = Json::array();
    for (const Candidate& candidate : found) {
        members.push_back(candidate.member);
        choice.push_back({candidate.member.address, candidate.received, candidate.replayed});
    }
    context.journal.record("choice", {{"candidates", choice}, {"columns", "address, received, replayed"}});
    return members;
}

bool vip_is_free(Context& context)
{
    if (!context.vip.is_configured() || !context.config.flag("check.vip.before.promotion")) return true;
    const auto deadline = pcp::Deadline::after(context.config.time("check.vip.timeout"));
    while (context.vip.answers()) {
        if (deadline.expired() || context.stop.wait(vip_pause)) {
            context.warn("Standby agent tried to promote, but VIP appears to still be assigned");
            return false;
        }
    }
    return true;
}

std::string take_over(Context& context, const Takeover& takeover)
{
    if (!takeover.by_command && !enough_standbys(context)) {
        context.severe("Failover has not occurred", "There are not enough standby nodes.");
        return "";
    }
    const auto standbys = candidates(context);
    for (const MemberState& standby : standbys) {
        const Json request = promotion_request(takeover);
        const bool here = standby.address == context.address();
        const auto answer = here ? promote_here(context, request) : context.ask_member(standby, request);
        if (answer) return answer->value("ok", false) ? standby.address : "";
        if (context.stop.requested() || !may_go_on(context, standby)) return "";
    }
    context.severe("Failover has not occurred", "No standbys available for promotion.");
    return "";
}

}  // namespace standin
