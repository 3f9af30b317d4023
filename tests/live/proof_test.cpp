// What Pgpool would attach without a murmur, and the programs refuse: each with its own sentence.
#include <nlohmann/json.hpp>

#include "pool_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// A cluster of its own for each test, and a login to ask its servers.
class ProofOfServers : public PoolFixture {
protected:
    void SetUp() override
    {
        TearDownTestSuite();
        PoolFixture::SetUp();
    }

    static void detach(int id)
    {
        client().detach(id);
        EXPECT_TRUE(support::eventually([&] { return !is_attached(state_of(id).status); }));
    }

    // How load_balancer_attach refuses it, in one word, with its exit code; the sentence is printed.
    static std::string refusal(int id, const std::string& timeout = "2s", std::vector<std::string> more = {})
    {
        std::vector<std::string> arguments{address(id), "--json", "--timeout",
                                           timeout,     "--set",  "server.user=postgres"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const efm::CommandResult result = run("load_balancer_attach", arguments);
        const auto document = nlohmann::json::parse(result.out, nullptr, false);
        if (!document.contains("pools")) return result.out;
        EXPECT_FALSE(is_attached(state_of(id).status));
        sentence = document["sentence"];
        const auto proof = document["pools"][0]["failed_proof"];
        return std::to_string(result.exit_code.value_or(-1)) + ' ' +
               (proof.is_string() ? proof.get<std::string>() : "none");
    }

    inline static std::string sentence;
};

TEST_F(ProofOfServers, ADeadServerIsRefused)
{
    servers()[sibling].kill9();
    detach(sibling);
    EXPECT_EQ(refusal(sibling), "75 answer");
    EXPECT_THAT(sentence, HasSubstr("does not answer"));
}

TEST_F(ProofOfServers, ADivergedOldPrimaryIsRefused)
{
    servers()[primary].kill9();
    detach(primary);
    servers()[standby].promote();
    servers()[primary].start();
    EXPECT_EQ(refusal(primary), "77 primary");
    EXPECT_THAT(sentence, HasSubstr("diverged old primary: it is writable on timeline 1"));
}

TEST_F(ProofOfServers, AnOldPrimaryThatOnlyCallsItselfAStandbyIsRefused)
{
    servers()[standby].stop();
    servers()[sibling].stop();
    servers()[primary].sql("CREATE TABLE nobody_else_has ()");
    servers()[primary].kill9();
    detach(primary);
    servers()[standby].start();
    servers()[sibling].start();
    servers()[standby].promote();
    servers()[primary].set_upstream(servers()[standby]);
    servers()[primary].start();
    servers()[sibling].follow(servers()[standby]);
    const std::string word = refusal(primary, "3s");
    EXPECT_TRUE(word == "75 stream" || word == "75 timeline") << word;
}

TEST_F(ProofOfServers, AStandbyOfAnotherClusterIsRefused)
{
    const support::PostgresCluster other{1};
    detach(sibling);
    servers()[sibling].rebuild(other[0]);
    EXPECT_EQ(refusal(sibling), "77 identity");
    EXPECT_THAT(sentence, HasSubstr("belongs to another cluster"));
}

TEST_F(ProofOfServers, ALaggingStandbyIsRefused)
{
    detach(sibling);
    servers()[sibling].sql("SELECT pg_wal_replay_pause()");
    servers()[primary].sql("CREATE TABLE much AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
    EXPECT_EQ(refusal(sibling, "2s", {"--set", "max_lag=1MB"}), "75 lag");
    EXPECT_THAT(sentence, HasSubstr("bytes behind the primary"));
    servers()[sibling].sql("SELECT pg_wal_replay_resume()");
    EXPECT_EQ(run("load_balancer_attach", {address(sibling), "--set", "max_lag=1MB", "--set", "server.user=postgres"})
                  .exit_code,
              0);
}

TEST_F(ProofOfServers, AStandbyThatLosesItsPrimaryIsWaitedForUntilItStreamsAgain)
{
    detach(sibling);
    servers()[primary].kill9();
    detach(primary);
    EXPECT_EQ(refusal(sibling), "75 primary");
    servers()[standby].promote();
    servers()[sibling].follow(servers()[standby]);
    EXPECT_EQ(run("load_balancer_attach", {address(sibling), "s", "--set", "server.user=postgres"}).exit_code, 0);
    EXPECT_TRUE(is_attached(state_of(sibling).status));
}

}  // namespace
