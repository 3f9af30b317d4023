// One failover of real servers in the journal: what EFM's hooks and Pgpool's follow command did, in one timeline.
#include <nlohmann/json.hpp>

#include "pool_fixture.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

class JournalOfAFailover : public PoolFixture {
protected:
    static nlohmann::json events(std::vector<std::string> arguments = {})
    {
        arguments.insert(arguments.begin(), "events");
        arguments.emplace_back("--json");
        return nlohmann::json::parse(run("pgpool_backend", arguments).out);
    }

    static std::vector<std::string> verbs_of(const nlohmann::json& document)
    {
        std::vector<std::string> verbs;
        for (const auto& event : document["events"]) verbs.push_back(event["verb"]);
        return verbs;
    }

    static bool has_followed()
    {
        const auto document = events();
        for (const auto& event : document["events"]) {
            if (event["verb"] == "follow" && event["state"] == "done") return true;
        }
        return false;
    }
};

TEST_F(JournalOfAFailover, IsOneTimelineFromEfmsCallToTheLastPool)
{
    servers()[primary].kill9();
    servers()[standby].promote();
    servers()[sibling].follow(servers()[standby]);
    expect_end(run("load_balancer_detach", {address(primary), "p"}), 0, "detached");
    expect_end(run("load_balancer_attach", {address(standby), "p"}), 0, "");
    expect_end(run("pgpool_backend", {"promote", address(standby)}), 0, "");
    ASSERT_TRUE(support::eventually(has_followed, 60s));

    const auto story = events({"1"});
    EXPECT_THAT(verbs_of(story), IsSupersetOf({"detach", "attach", "promote", "follow"}));
    const auto& detach = story["events"][0];
    EXPECT_EQ(detach["source"]["party"], "manager");
    EXPECT_EQ(detach["state"], "done");
    EXPECT_EQ(detach["results"][0]["reached"], true);
    std::vector<std::string> steps;
    for (const auto& step : detach["steps"]) steps.push_back(step["step"]);
    EXPECT_THAT(steps, IsSupersetOf({"survey", "act", "verify"}));

    const auto text = run("pgpool_backend", {"events", "1"}).out;
    EXPECT_THAT(text, HasSubstr("detach " + address(primary) + ": event 1 on "));
    EXPECT_THAT(text, HasSubstr("by the pool: follow_primary"));
    EXPECT_THAT(text, HasSubstr("of this host alone"));
    const auto picture = pool().dir() / "failover.svg";
    expect_end(run("pgpool_backend", {"events", "1", "--svg", picture}), 0, "drew");
    EXPECT_THAT(support::read_text(picture), HasSubstr("follow_primary: follow backend 2"));
}

}  // namespace
