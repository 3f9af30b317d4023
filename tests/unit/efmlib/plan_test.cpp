#include "plan_world.hpp"

namespace plan_test {
namespace {

TEST(StepIsDone, ByTheStateThatWasSeenAndNothingElse)
{
    EXPECT_TRUE(efm::is_done({Act::attach, 1, ""}, backend(1, NodeStatus::waiting, Role::standby)));
    EXPECT_FALSE(efm::is_done({Act::attach, 1, ""}, backend(1, NodeStatus::quarantine, Role::standby)));
    EXPECT_TRUE(efm::is_done({Act::detach, 1, ""}, backend(1, NodeStatus::down, Role::standby)));
    EXPECT_FALSE(efm::is_done({Act::detach, 1, ""}, backend(1, NodeStatus::quarantine, Role::standby)));
    EXPECT_TRUE(efm::is_done({Act::promote, 1, ""}, backend(1, NodeStatus::up, Role::primary)));
    EXPECT_FALSE(efm::is_done({Act::promote, 1, ""}, backend(1, NodeStatus::down, Role::primary)));
}

}  // namespace
}  // namespace plan_test
