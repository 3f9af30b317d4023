#include "efm/report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace {

using efm::Act;
using efm::Outcome;
using efm::PoolOutcome;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const efm::Backend standby_down{2, "10.0.0.3", 5432, pcp::NodeStatus::down, pcp::Role::standby};

PoolOutcome detached(const std::string& pool)
{
    PoolOutcome outcome;
    outcome.pool = pool;
    outcome.steps = {{Act::detach, 2, "it is up"}};
    outcome.backend = standby_down;
    outcome.took = std::chrono::milliseconds{9};
    return outcome;
}

PoolOutcome failed(const std::string& pool)
{
    PoolOutcome outcome;
    outcome.pool = pool;
    outcome.failure = efm::Error(efm::Error::Kind::unreachable, "cannot reach PCP at " + pool + ": no route");
    return outcome;
}

Outcome outcome_of(std::vector<PoolOutcome> pools)
{
    Outcome outcome;
    outcome.target = "10.0.0.3";
    outcome.pools = std::move(pools);
    return outcome;
}

TEST(Sentence, SaysWhatWasSeen)
{
    EXPECT_EQ(sentence(outcome_of({detached("a:9898")})),
              "detached backend 2 (10.0.0.3:5432) in pool a:9898: seen down, standby after 9 ms");
}

TEST(Sentence, SaysWhyThereIsNothingToDo)
{
    PoolOutcome already = detached("a:9898");
    already.steps.clear();
    EXPECT_EQ(sentence(outcome_of({already})),
              "nothing to do in pool a:9898: backend 2 (10.0.0.3:5432) is down, standby");
    already.unpooled = true;
    EXPECT_EQ(sentence(outcome_of({already})), "nothing to do in pool a:9898: 10.0.0.3 is declared as unpooled");
}

TEST(Sentence, GivesTheReasonOfADryRun)
{
    Outcome outcome = outcome_of({detached("a:9898")});
    outcome.dry_run = true;
    EXPECT_EQ(sentence(outcome), "would detach backend 2 (10.0.0.3:5432) (it is up) in pool a:9898");
}

TEST(Sentence, TellsMembersThatWereSeenFromOneThatTheWatchdogHasLost)
{
    PoolOutcome follower;
    follower.pool = "p2:9898";
    follower.seen_only = true;
    follower.backend = standby_down;
    PoolOutcome absent;
    absent.pool = "p3:9898";
    absent.seen_only = absent.excused = true;
    absent.remarks = {"the watchdog has it as LOST"};
    EXPECT_THAT(efm::sentence(outcome_of({detached("p1:9898"), follower, absent})),
                HasSubstr("after 9 ms; seen down, standby in pool p2:9898; "
                          "not seen in pool p3:9898; the watchdog has it as LOST"));
}

TEST(Sentence, BeginsWithThePoolThatFailed)
{
    const Outcome outcome = outcome_of({detached("a:9898"), failed("b:9898")});
    EXPECT_THAT(sentence(outcome), StartsWith("cannot reach PCP at b:9898: no route; detached backend 2"));
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), efm::Error::Kind::unreachable);
}

TEST(Sentence, NamesLastThePoolsThatThePolicyLetsPass)
{
    Outcome outcome = outcome_of({failed("b:9898"), detached("a:9898")});
    outcome.policy = efm::PoolPolicy::any;
    EXPECT_EQ(sentence(outcome),
              "detached backend 2 (10.0.0.3:5432) in pool a:9898: seen down, standby after 9 ms; not reached in 1 of 2 "
              "pools, which policy = any leaves to reconcile: cannot reach PCP at b:9898: no route");
}

// How many of so many pools may be missed.
struct Tolerated {
    efm::PoolPolicy policy;
    std::size_t pools;
    std::size_t misses;
};

class Policy : public ::testing::TestWithParam<Tolerated> {};

TEST_P(Policy, LetsSoManyPoolsBeMissedAndNoMore)
{
    const auto& [policy, pools, misses] = GetParam();
    Outcome outcome = outcome_of(std::vector(pools, detached("a:9898")));
    outcome.policy = policy;
    for (std::size_t i = 0; i < misses; ++i) outcome.pools[i] = failed("b:9898");
    EXPECT_EQ(outcome.failure(), nullptr);
    outcome.pools[misses] = failed("c:9898");
    EXPECT_NE(outcome.failure(), nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    Each, Policy,
    ::testing::Values(Tolerated{efm::PoolPolicy::all, 3, 0}, Tolerated{efm::PoolPolicy::all, 1, 0},
                      Tolerated{efm::PoolPolicy::quorum, 1, 0}, Tolerated{efm::PoolPolicy::quorum, 2, 0},
                      Tolerated{efm::PoolPolicy::quorum, 3, 1}, Tolerated{efm::PoolPolicy::quorum, 4, 1},
                      Tolerated{efm::PoolPolicy::quorum, 5, 2}, Tolerated{efm::PoolPolicy::any, 1, 0},
                      Tolerated{efm::PoolPolicy::any, 3, 2}));

TEST(OutcomeJson, IsOneDocumentWithAResultForEachPool)
{
    const auto document = nlohmann::json::parse(to_json(outcome_of({detached("a:9898"), failed("b:9898")}), 69));
    EXPECT_EQ(document["schema"], 1);
    EXPECT_EQ(document["exit"], 69);
    EXPECT_EQ(document["pools"][0]["steps"][0]["act"], "detach");
    EXPECT_EQ(document["pools"][0]["backend"]["status"], "down");
    EXPECT_TRUE(document["pools"][1]["backend"].is_null());
    EXPECT_THAT(document["pools"][1]["error"].get<std::string>(), HasSubstr("no route"));
}

TEST(OutcomeJson, TakesAnyBytes)
{
    Outcome outcome = outcome_of({failed("\xff\xfe")});
    EXPECT_TRUE(nlohmann::json::accept(to_json(outcome, 69)));
}

}  // namespace
