// `pgpool_backend status` over real servers, a real Pgpool and the stand-in for EFM.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "efm_cluster.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "pgpool_server.hpp"
#include "run.hpp"

namespace {

using efm::CommandResult;
using nlohmann::json;
using support::EfmCluster;
using support::eventually;
using support::PgpoolServer;
using support::PostgresCluster;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Status : public support::LiveTest {
protected:
    void SetUp() override
    {
        if (!support::require_live()) return;
        servers_ = std::make_unique<PostgresCluster>();
        pool_ = std::make_unique<PgpoolServer>(*servers_);
        efm_ = std::make_unique<EfmCluster>(*servers_, *pool_);
    }

    // Of the member that is asked for EFM's view; the servers are asked by the superuser.
    CommandResult status(const std::vector<std::string>& more = {}, std::size_t asked = 0) const
    {
        std::vector<std::string> arguments{"status", "--config", pool_->hooks_conf(), "--set", "log=none"};
        for (const std::string& setting :
             {"efm.command=" + efm_->command(asked).string(), "efm.cluster=" + efm_->name(),
              "efm.properties=" + efm_->properties(asked).string(), std::string("server.user=postgres")}) {
            arguments.insert(arguments.end(), {"--set", setting});
        }
        arguments.insert(arguments.end(), more.begin(), more.end());
        return support::run_program("pgpool_backend", arguments);
    }

    json document(std::size_t asked = 0) const { return json::parse(status({"--json"}, asked).out); }

    static std::vector<std::string> kinds_of(const json& document)
    {
        std::vector<std::string> kinds;
        for (const auto& finding : document["findings"]) {
            if (finding["severity"] != "remark") kinds.push_back(finding["kind"]);
        }
        return kinds;
    }

    bool comes_to(const std::vector<std::string>& kinds, std::size_t asked = 0) const
    {
        return eventually([&] { return kinds_of(document(asked)) == kinds; });
    }

    std::unique_ptr<PostgresCluster> servers_;
    std::unique_ptr<PgpoolServer> pool_;
    std::unique_ptr<EfmCluster> efm_;
};

TEST_F(Status, SaysThatAllAgreeOnAHealthyCluster)
{
    EXPECT_TRUE(comes_to({})) << status().out;
    const auto result = status();
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_THAT(result.out,
                StartsWith("all agree: primary 127.0.0.11:" + std::to_string(servers_->port()) + ", 2 standbys\n"));
    const json shown = document();
    EXPECT_EQ(shown["rows"].size(), 3U);
    for (const auto& row : shown["rows"]) {
        EXPECT_EQ(row["timeline"], 1);
        EXPECT_FALSE(row["lsn"].is_null());
        EXPECT_EQ(row["pools"][0]["seat"], "backend");
        EXPECT_EQ(row["efm"]["database"], "up");
    }
    EXPECT_TRUE(eventually([&] { return document()["rows"][1]["lag_bytes"] == 0; })) << "servers write by themselves";
    EXPECT_EQ(shown["rows"][0]["coordinator"], true);
}

TEST_F(Status, NoticesAStandbyThatWasDetachedByHand)
{
    EXPECT_TRUE(comes_to({}));
    support::run_program("pgpool_backend", {"detach", efm_->address(2), "--config", pool_->hooks_conf()});
    const auto result = status();
    EXPECT_EQ(result.exit_code, 75);
    EXPECT_THAT(result.out, StartsWith("1 disagreement: "));
    EXPECT_THAT(result.out, HasSubstr("is detached in pool"));
    EXPECT_THAT(result.out, HasSubstr("->  pgpool_backend attach 127.0.0.13 " + std::to_string(servers_->port())));
}

TEST_F(Status, ShowsTheWholeOfAFailover)
{
    EXPECT_TRUE(eventually([&] { return efm_->status().exit_code == 0; })) << efm_->status().out;
    (*servers_)[0].kill9();
    EXPECT_TRUE(eventually([&] { return efm_->was_notified("Failover has completed"); })) << efm_->status().out;
    EXPECT_TRUE(comes_to({})) << status().out;
    const auto result = status();
    EXPECT_THAT(result.out, HasSubstr("primary 127.0.0.12:" + std::to_string(servers_->port()) + ", 1 standby, 1 out"));
    EXPECT_EQ(document()["rows"][1]["timeline"], 2);

    // Somebody starts the old primary, past the file by which EFM keeps it down.
    std::filesystem::remove((*servers_)[0].data_dir() / "recovery.conf");
    (*servers_)[0].start();
    const auto kinds = kinds_of(document());
    EXPECT_THAT(kinds, Contains("second_primary"));
    EXPECT_EQ(kinds.size(), 1U);
    EXPECT_THAT(status().out,
                HasSubstr("127.0.0.11:" + std::to_string(servers_->port()) + " is writable too (timeline 1)"));
}

TEST_F(Status, ShowsTheRestWhenEfmIsAway)
{
    for (std::size_t member = 0; member < efm_->size(); ++member) efm_->kill_agent(member);
    const auto result = status();
    EXPECT_EQ(result.exit_code, 75) << result.out;
    EXPECT_THAT(result.out, StartsWith("seen in part, and that agrees: primary 127.0.0.11:"));
    EXPECT_THAT(result.out, HasSubstr("EFM cannot be seen: "));
    efm_->misbehave(0, "hang");
    const auto hanging = status({"--timeout", "3s"});
    EXPECT_EQ(hanging.exit_code, 75) << hanging.out;
    EXPECT_THAT(hanging.out, StartsWith("seen in part, and that agrees: primary 127.0.0.11:"));
}

TEST_F(Status, ShowsTheRestWhenPgpoolIsAway)
{
    pool_->stop();
    const auto result = status();
    EXPECT_EQ(result.exit_code, 75) << result.out;
    EXPECT_THAT(result.out, StartsWith("seen in part, and that agrees: primary 127.0.0.11:"));
    EXPECT_THAT(result.out, HasSubstr("cannot reach PCP"));
    EXPECT_EQ(document()["rows"][2]["server"]["in_recovery"], true);

    for (std::size_t member = 0; member < efm_->size(); ++member) efm_->kill_agent(member);
    const auto nothing = status();
    EXPECT_EQ(nothing.exit_code, 69) << nothing.out;
    EXPECT_THAT(nothing.out, StartsWith("nothing can be seen"));
}

}  // namespace
