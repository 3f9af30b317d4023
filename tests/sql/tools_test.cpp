// What we hand to others, judged by their own tools. tests/setup installs them.
#include <gtest/gtest.h>

#include "efm/command_runner.hpp"
#include "extension_server.hpp"
#include "live.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;

// What the tool says; empty if it is content.
std::string objection(std::vector<std::string> argv, const std::string& input = "")
{
    efm::Command command;
    command.argv = std::move(argv);
    command.input = input;
    command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{30});
    const auto result = efm::BoostCommandRunner{}.run(command);
    return result.succeeded() && result.err.empty() ? "" : result.out + result.err + "(not content)";
}

class Tools : public support::LiveTest {};

TEST_F(Tools, PromtoolFindsNothingAmissWithTheMetrics)
{
    ExtensionServer server(Preload::yes);
    const std::string metrics = "SELECT efm_extension.prometheus_metrics()";
    EXPECT_EQ(objection({"promtool", "check", "metrics"}, server.sql(metrics)), "");
    server.efm().exit_with(3);
    server.efm().print_status("");
    server.sql("SELECT efm_extension.efm_invalidate_cache()");
    EXPECT_EQ(objection({"promtool", "check", "metrics"}, server.sql(metrics)), "");
    EXPECT_NE(objection({"promtool", "check", "metrics"}, "9lives 1\n"), "");
}

TEST_F(Tools, SudoUnderstandsItsRules)
{
    EXPECT_EQ(objection({"/usr/sbin/visudo", "-c", "-f", EFM_CONFIG_SAMPLES "/sudoers.efm_extension"}), "");
    EXPECT_NE(objection({"/usr/sbin/visudo", "-c", "-f", EFM_CONFIG_SAMPLES "/hooks.conf"}), "");
}

}  // namespace
