// What rules are shown in their tests: backend 0 is the pool's primary, 1 and 2 are standbys, at 10.0.0.1 and up.
#pragma once

#include <gmock/gmock.h>

#include "efm/plan.hpp"

namespace plan_test {

using efm::Act;
using efm::AgentType;
using efm::Contact;
using efm::Event;
using efm::ManagerView;
using efm::MemberType;
using efm::Missing;
using efm::Party;
using efm::Plan;
using efm::Policy;
using efm::PoolView;
using efm::Proof;
using efm::ServerFacts;
using efm::Verb;
using efm::Views;
using pcp::NodeStatus;
using pcp::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

inline const Policy no_login{};
inline const Policy login{.has_login = true};
inline const Policy login_and_manager{.has_login = true, .has_manager = true};
inline const Policy all_required{.proof = Proof::required, .has_login = true};

inline efm::Backend backend(int id, NodeStatus status, Role role)
{
    return {id, "10.0.0." + std::to_string(id + 1), 5432, status, role};
}

inline PoolView pool(NodeStatus primary, NodeStatus first, NodeStatus second)
{
    return {{backend(0, primary, Role::primary), backend(1, first, Role::standby), backend(2, second, Role::standby)}};
}

inline const PoolView all_up = pool(NodeStatus::up, NodeStatus::up, NodeStatus::up);
inline const PoolView first_down = pool(NodeStatus::up, NodeStatus::down, NodeStatus::up);
inline const PoolView all_down = pool(NodeStatus::down, NodeStatus::down, NodeStatus::down);

// Servers without a login.
inline const ServerFacts answers{.contact = Contact::answers};
inline const ServerFacts gone{.contact = Contact::refused, .failure = "Connection refused"};
inline const ServerFacts silent{.contact = Contact::silent, .failure = "deadline passed"};
inline const ServerFacts silent_for_long{.contact = Contact::silent, .failure = "deadline passed", .for_long = true};
inline const ServerFacts starting{.contact = Contact::not_ready, .failure = "the database system is starting up"};
inline const ServerFacts nameless{.contact = Contact::unknown, .failure = "cannot resolve \"db0\""};
inline const ServerFacts locked_out{.contact = Contact::answers, .failure = "password authentication failed"};

// Servers that were asked.
inline constexpr std::uint64_t here = 7432;

inline ServerFacts writer(std::uint32_t timeline = 1, std::uint64_t system = here)
{
    return {.contact = Contact::answers,
            .in_recovery = false,
            .version = 150018,
            .system_identifier = system,
            .timeline = timeline,
            .position = efm::Lsn{0x5000000}};
}

inline ServerFacts streamer(std::uint32_t timeline = 1, std::uint64_t system = here)
{
    return {.contact = Contact::answers,
            .in_recovery = true,
            .version = 150018,
            .system_identifier = system,
            .timeline = timeline,
            .position = efm::Lsn{0x5000000},
            .replayed = efm::Lsn{0x4000000},
            .receives = true};
}

// In recovery, and its WAL receiver does not stream.
inline ServerFacts stalled()
{
    ServerFacts facts = streamer();
    facts.receives = false;
    facts.timeline.reset();
    return facts;
}

// In recovery, asked by a login without pg_read_all_stats.
inline ServerFacts veiled()
{
    ServerFacts facts = streamer();
    facts.receives.reset();
    facts.timeline.reset();
    return facts;
}

inline ServerFacts for_long(ServerFacts facts)
{
    facts.for_long = true;
    return facts;
}

inline ManagerView listing(AgentType type)
{
    return {{{1, type}}, ""};
}

inline const ManagerView manager_is_silent{{}, "efm did not end in 2 s"};

inline std::vector<std::pair<Act, int>> acts(const Plan& plan)
{
    std::vector<std::pair<Act, int>> result;
    for (const efm::Step& step : plan.steps) result.emplace_back(step.act, step.backend);
    return result;
}

inline std::pair<Act, int> attaches(int id)
{
    return {Act::attach, id};
}

inline std::pair<Act, int> detaches(int id)
{
    return {Act::detach, id};
}

inline std::pair<Act, int> promotes(int id)
{
    return {Act::promote, id};
}

// Refused without a step, with these words.
inline void expect_refusal(const Plan& plan, bool waits, const std::string& words,
                           efm::Missing proof = efm::Missing::nothing)
{
    EXPECT_THAT(plan.questions, IsEmpty());
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal) << words;
    EXPECT_EQ(plan.refusal->waiting_may_help, waits) << plan.refusal->reason;
    EXPECT_THAT(plan.refusal->reason, HasSubstr(words));
    if (proof != efm::Missing::nothing) {
        EXPECT_EQ(plan.refusal->proof, proof);
    }
}

}  // namespace plan_test
