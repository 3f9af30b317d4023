// One of two pools takes connections and says nothing: what can be done in the other is done all the same.
#include "journal_fixture.hpp"

namespace {

using support::FakePcpServer;
using ::testing::HasSubstr;

class SilentPool : public JournaledHook {
protected:
    SilentPool() { silent_.on(FakePcpServer::at_accept, support::fault::silence); }

    efm::CommandResult on_both(std::vector<std::string> words)
    {
        const std::string pool = silent_.address() + ':' + std::to_string(silent_.port());
        words.insert(words.end(), {"--pool", pool, "--timeout", "5s"});
        return run(server_, "pgpool_backend", std::move(words));
    }

    FakePcpServer server_;
    FakePcpServer silent_;
};

TEST_F(SilentPool, LeavesTimeToDetachInTheOtherAfterADrain)
{
    const auto result = on_both({"detach", standby, "--drain", "200ms"});
    EXPECT_EQ(result.exit_code, 75) << result.out;
    EXPECT_TRUE(is_down(server_)) << result.out;
    EXPECT_THAT(result.out, HasSubstr("drained: no session used it"));
}

TEST_F(SilentPool, LeavesTimeToReconcileTheOther)
{
    run(server_, "pgpool_backend", {"detach", standby});
    ASSERT_TRUE(is_down(server_));
    server_.change([](support::FakePool& pool) { pool.backends[2].status = pcp::NodeStatus::up; });
    const auto result = on_both({"reconcile"});
    EXPECT_EQ(result.exit_code, 75) << result.out;
    EXPECT_TRUE(is_down(server_)) << result.out;
    EXPECT_THAT(result.out, HasSubstr("an operator ordered it out"));
}

}  // namespace
