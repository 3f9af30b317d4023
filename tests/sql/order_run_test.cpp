#include "order_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace {

using namespace std::chrono_literals;
using efm::CommandResult;
using sqlext::Order;
using sqlext::order_about;
using sqlext::OrderKind;
using sqlext::OrderReport;
using sqlext::OrderState;
using ::testing::ElementsAre;

constexpr const char* before =
    R"({"nodes":{"a1":{"type":"Primary"},"b1":{"type":"Standby"},"c1":{"type":"Standby"}},"failoverpriority":["b1","c1"]})";
constexpr const char* after =
    R"({"nodes":{"a1":{"type":"Standby"},"b1":{"type":"Standby"},"c1":{"type":"Primary"}},"failoverpriority":["b1"]})";

// Answers in order, the last one for ever, and notes the sub-commands.
class Scripted final : public efm::CommandRunner {
public:
    explicit Scripted(std::deque<std::string> statuses) : statuses_(std::move(statuses)) {}

    CommandResult run(const efm::Command& command) override
    {
        CommandResult result;
        result.exit_code = 0;
        const std::string& word = command.argv.at(1);
        if (word == "cluster-status-json") {
            result.out = statuses_.front();
            if (statuses_.size() > 1) statuses_.pop_front();
            return result;
        }
        std::string line = word;
        for (std::size_t i = 3; i < command.argv.size(); ++i) line += " " + command.argv[i];
        calls.push_back(line);
        result.exit_code = refused.empty() || word == refused ? exit_code : 0;
        result.err = result.exit_code == 0 ? "" : "no";
        if (word == refused) cancelled = cancels;
        if (command.patience.cancelled()) result.ending = CommandResult::Ending::cancelled;
        return result;
    }

    std::vector<std::string> calls;
    int exit_code = 0;
    std::string refused;   // the sub-command that ends with it; empty: all do
    bool cancels = false;  // while that one runs
    bool cancelled = false;

private:
    std::deque<std::string> statuses_;
};

OrderReport carry(const Order& order, Scripted& runner, std::chrono::milliseconds limit = 0ms)
{
    const auto cancelled = [&] {
        return runner.cancelled;
    };
    return carry_out(order, {.cluster = "efm", .command = "/bin/efm"}, runner, cancelled, limit,
                     [](const OrderReport&) {});
}

TEST(OrderRun, SaysDoneWhenItIsSeen)
{
    Scripted runner({before, after});
    EXPECT_EQ(carry(order_about(OrderKind::switchover, "c1"), runner).state, OrderState::done);
    EXPECT_THAT(runner.calls, ElementsAre("set-priority c1 1", "promote -switchover"));
}

TEST(OrderRun, SaysAcceptedWhenItIsNotAndGivesTheTargetItsPlaceBack)
{
    Scripted runner({before});
    const auto report = carry(order_about(OrderKind::switchover, "c1"), runner);
    EXPECT_EQ(report.state, OrderState::accepted);
    EXPECT_FALSE(report.error);
    EXPECT_THAT(runner.calls, ElementsAre("set-priority c1 1", "promote -switchover", "set-priority c1 2"));
}

TEST(OrderRun, GivesTheTargetItsPlaceBackWhenEfmRefuses)
{
    Scripted runner({before});
    runner.refused = "promote";
    runner.exit_code = 20;
    const auto report = carry(order_about(OrderKind::switchover, "c1"), runner);
    EXPECT_EQ(report.state, OrderState::refused);
    EXPECT_EQ(report.exit_code, 20);
    EXPECT_EQ(report.argv, "/bin/efm promote efm -switchover");
    EXPECT_THAT(runner.calls, ElementsAre("set-priority c1 1", "promote -switchover", "set-priority c1 2"));
}

TEST(OrderRun, GivesTheTargetItsPlaceBackWhenCancelled)
{
    Scripted runner({before});
    runner.refused = "promote";
    runner.cancels = true;
    EXPECT_TRUE(carry(order_about(OrderKind::switchover, "c1"), runner).error);
    EXPECT_THAT(runner.calls, ElementsAre("set-priority c1 1", "promote -switchover", "set-priority c1 2"));
}

TEST(OrderRun, LeavesThePriorityThatEfmRefusedToSet)
{
    Scripted runner({before});
    runner.refused = "set-priority";
    runner.exit_code = 20;
    EXPECT_EQ(carry(order_about(OrderKind::switchover, "c1"), runner).state, OrderState::refused);
    EXPECT_THAT(runner.calls, ElementsAre("set-priority c1 1"));
}

TEST(OrderRun, RunsNothingThatItObjectsTo)
{
    Scripted runner({before});
    const auto report = carry(order_about(OrderKind::switchover, "a1"), runner);
    EXPECT_EQ(report.state, OrderState::refused);
    EXPECT_EQ(report.error->sqlstate, "55000");
    EXPECT_TRUE(runner.calls.empty());
}

TEST(OrderRun, ADryRunRunsNothing)
{
    Scripted runner({before});
    Order order = order_about(OrderKind::switchover, "c1");
    order.dry_run = true;
    const auto report = carry(order, runner);
    EXPECT_EQ(report.state, OrderState::done);
    EXPECT_EQ(report.sentence, "would be asked of EFM: switchover to c1 (dry run)");
    EXPECT_TRUE(runner.calls.empty());
}

TEST(OrderRun, EfmsNoIsTheErrorOfItsExitCode)
{
    Scripted runner({before});
    runner.exit_code = 20;
    const auto report = carry(order_about(OrderKind::allow_node, "d1"), runner);
    EXPECT_EQ(report.state, OrderState::refused);
    EXPECT_EQ(report.exit_code, 20);
    EXPECT_EQ(report.error->sqlstate, "55P03");
    EXPECT_EQ(report.argv, "/bin/efm allow-node efm d1");
}

}  // namespace
