#include "pool_orders.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <unistd.h>

#include "snapshot.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using efm::CommandResult;
using sqlext::Order;
using sqlext::OrderKind;
using sqlext::OrderReport;
using sqlext::OrderState;
using sqlext::pool_order;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* refused =
    R"({"schema":1,"verb":"attach","ok":false,"exit":77,"sentence":"refused: it lags","pools":[)"
    R"({"pool":"a:9898","ok":true,"backend":{"id":2,"host":"10.0.0.3","port":5432,"status":"up","role":"standby"},)"
    R"("sentence":"nothing to do","error":null,"failed_proof":null},)"
    R"({"pool":"b:9898","ok":false,"backend":null,"sentence":"it lags","error":"it lags","failed_proof":"lag"}]})";

class Canned final : public efm::CommandRunner {
public:
    CommandResult run(const efm::Command& command) override
    {
        argv = command.argv;
        home = command.environment.contains("HOME") ? command.environment.at("HOME") : "";
        left = command.patience.deadline.remaining();
        return result;
    }

    std::vector<std::string> argv;
    std::string home;
    std::chrono::milliseconds left{0};
    CommandResult result;
};

class PoolOrders : public ::testing::Test {
protected:
    PoolOrders() { support::write_own_text(dir_ / "hooks.conf", "timeout = 2s\npool = 127.0.0.1:9898\n"); }

    OrderReport carry(const Order& order)
    {
        const auto never = [] {
            return false;
        };
        return carry_out_pool_order(order, {program, dir_ / "hooks.conf"}, runner, never);
    }

    OrderReport carry(const Order& order, int exit, const std::string& out)
    {
        runner.result.exit_code = exit;
        runner.result.out = out;
        return carry(order);
    }

    sqlext::Table recorded(const std::string& out)
    {
        runner.result.exit_code = 0;
        runner.result.out = out;
        return sqlext::journal_events({program, dir_ / "hooks.conf"}, runner, {pcp::Deadline::after(1s), nullptr});
    }

    std::string program = "/bin/sh";
    Canned runner;

private:
    support::TempDir dir_;
};

TEST_F(PoolOrders, AreTheProgramsOwnVerbs)
{
    carry(pool_order(OrderKind::pool_detach, "10.0.0.3", 5432, 1500ms));
    EXPECT_THAT(runner.argv, ElementsAre("/bin/sh", "--json", "--config", HasSubstr("/hooks.conf"), "--drain", "1500ms",
                                         "detach", "10.0.0.3", "5432"));
    EXPECT_GT(runner.left, 3500ms);
    EXPECT_LE(runner.left, 8500ms);
    carry(pool_order(OrderKind::pool_attach, "db2"));
    EXPECT_THAT(runner.argv, ElementsAre("/bin/sh", "--json", "--config", HasSubstr("/hooks.conf"), "attach", "db2"));
}

// In /tmp anybody could leave libpq a password file, or a certificate to trust.
TEST_F(PoolOrders, AreCarriedOutAtHome)
{
    const std::string home = ::getpwuid(::geteuid())->pw_dir;
    carry(pool_order(OrderKind::pool_attach, "db2"));
    EXPECT_EQ(runner.home, home);
    runner.home.clear();
    recorded("{}");
    EXPECT_EQ(runner.home, home);
}

TEST_F(PoolOrders, TakeNothingForAnAddressThatIsAnOption)
{
    EXPECT_THROW(pool_order(OrderKind::pool_attach, "--force"), sqlext::SqlError);
    EXPECT_THROW(pool_order(OrderKind::pool_attach, "10.0.0.3", 0), sqlext::SqlError);
    EXPECT_THROW(pool_order(OrderKind::pool_attach, "10.0.0.3", 65536), sqlext::SqlError);
    EXPECT_THROW(pool_order(OrderKind::pool_detach, "10.0.0.3", 5432, -1ms), sqlext::SqlError);
    EXPECT_THROW(pool_order(OrderKind::pool_detach, "10.0.0.3", 5432, 25h), sqlext::SqlError);
}

TEST_F(PoolOrders, SayWhatEachPoolSaid)
{
    const OrderReport report = carry(pool_order(OrderKind::pool_attach, "10.0.0.3"), 77, refused);
    EXPECT_EQ(report.state, OrderState::refused);
    EXPECT_EQ(report.exit_code, 77);
    EXPECT_FALSE(report.error);
    EXPECT_EQ(sqlext::pool_answer(report.output),
              (sqlext::Table{{"a:9898", "2 (10.0.0.3:5432)", "true", "nothing to do", std::nullopt},
                             {"b:9898", std::nullopt, "false", "it lags", "lag"}}));
}

TEST_F(PoolOrders, AreErrorsWhereTheyCameToNoPool)
{
    const Order order = pool_order(OrderKind::pool_promote, "10.0.0.3");
    const OrderReport off = carry(order, 78, R"({"schema":1,"ok":false,"exit":78,"sentence":"no pool is configured"})");
    EXPECT_EQ(off.state, OrderState::refused);
    EXPECT_EQ(off.error->sqlstate, "F0000");
    EXPECT_EQ(off.error->message, "no pool is configured");
    const OrderReport silent = carry(order, 70, "Segmentation fault");
    EXPECT_EQ(silent.state, OrderState::failed);
    EXPECT_EQ(silent.error->sqlstate, "58000");
    program = "/nowhere/pgpool_backend";
    EXPECT_EQ(carry(order).error->sqlstate, "58P01");
}

TEST_F(PoolOrders, ThatWereNotSeenMayHaveHappened)
{
    EXPECT_EQ(carry(pool_order(OrderKind::pool_detach, "10.0.0.3"), 75, refused).state, OrderState::failed);
    EXPECT_EQ(carry(pool_order(OrderKind::pool_detach, "10.0.0.3"), 0, refused).state, OrderState::done);
}

TEST_F(PoolOrders, ShowNoRowsOfWhatIsNoDocument)
{
    for (const char* text : {"", "{", "[]", R"({"sentence":1})", R"({"sentence":"","pools":3})",
                             R"({"sentence":"","pools":[{"pool":"a","ok":"yes"}]})"}) {
        EXPECT_TRUE(sqlext::pool_answer(text).empty()) << text;
    }
}

TEST_F(PoolOrders, AreToldByTheJournal)
{
    EXPECT_EQ(recorded(R"({"events":[{"host":"db1","verb":"detach","target":"10.0.0.3","source":{"party":"manager"},)"
                       R"("began":1.5,"state":"done","sentence":"detached"}]})"),
              (sqlext::Table{{sqlext::to_timestamp(1'500'000), std::nullopt,
                              "detach 10.0.0.3 by manager on db1: done, detached"}}));
    EXPECT_THAT(runner.argv,
                ElementsAre("/bin/sh", "--json", "--config", HasSubstr("/hooks.conf"), "--limit", "100", "events"));
    for (const char* text : {"", "{}", R"({"events":[{"began":1e300,"source":{}}]})", R"({"events":[3]})"}) {
        const sqlext::Table rows = recorded(text);
        ASSERT_EQ(rows.size(), 1U) << text;
        EXPECT_THAT(*rows.front().at(2), HasSubstr("the journal cannot be read")) << text;
    }
}

}  // namespace
