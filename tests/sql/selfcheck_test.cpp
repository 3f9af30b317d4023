#include "selfcheck.hpp"

#include <gtest/gtest.h>

#include "fake_pcp_server.hpp"
#include "temp_dir.hpp"

namespace {

using sqlext::ManagerSettings;
using sqlext::Row;
using sqlext::Table;

sqlext::BackendStatus status_of(int exit_code)
{
    sqlext::BackendStatus status;
    sqlext::Snapshot snapshot;
    snapshot.document = R"({"nodes":{"a":{}},"messages":["not in sync"]})";
    snapshot.exit_code = exit_code;
    status.take(snapshot);
    return status;
}

Row row(const Table& table, const std::string& name)
{
    for (const Row& candidate : table) {
        if (candidate.front() == name) return candidate;
    }
    return {};
}

// A sudo that lets efm be run with these words only, and no variables be set.
class Rules final : public efm::CommandRunner {
public:
    explicit Rules(std::string allowed = "") : allowed_(std::move(allowed)) {}

    efm::CommandResult run(const efm::Command& command) override
    {
        efm::CommandResult result;
        result.exit_code = 0;
        if (command.argv.at(2) == "-ll") {
            result.out = "Sudoers entry:\n    RunAsUsers: efm\n    Options: !authenticate\n    Commands:\n\t/bin/sh\n";
            return result;
        }
        result.exit_code = command.argv.at(4) == "-l" && allowed_.find(command.argv.at(6)) != std::string::npos ? 0 : 1;
        return result;
    }

private:
    std::string allowed_;
};

Table check(const ManagerSettings& settings, const sqlext::ServerState& state = {}, int exit_code = 0,
            Rules rules = Rules())
{
    return selfcheck_rows(settings, "/no/such/hooks.conf", status_of(exit_code), state, rules, {});
}

TEST(Selfcheck, NamesTheRemedyOfWhatIsMissing)
{
    const auto table = check({.command = "/bin/sh", .sudo = "/no/such/sudo", .sudo_user = "efm", .java_home = "/no"});
    for (const char* name : {"settings", "sudo", "java", "properties", "preload"}) {
        EXPECT_EQ(row(table, name).at(1), "false") << name;
        EXPECT_TRUE(row(table, name).at(3).has_value()) << name;
    }
}

TEST(Selfcheck, LeavesOpenWhatDoesNotApply)
{
    const auto table = check({.cluster = "efm", .command = "/bin/sh"});
    EXPECT_EQ(row(table, "settings").at(1), "true");
    for (const char* name : {"sudo", "java", "agent", "collector", "pools"})
        EXPECT_EQ(row(table, name).at(1), std::nullopt) << name;
}

TEST(Selfcheck, AsksSudoWhatItsRulesAllow)
{
    const ManagerSettings settings{.cluster = "efm", .command = "/bin/sh", .sudo = "/bin/sh", .sudo_user = "efm"};
    EXPECT_EQ(row(check(settings), "sudo").at(1), "false");
    const std::string hint = row(check(settings), "sudo").at(3).value_or("");
    EXPECT_TRUE(hint.ends_with("/etc/sudoers.d/efm_extension")) << "sudo skips a name with a dot: " << hint;
    EXPECT_EQ(row(check(settings, {}, 0, Rules("cluster-status-json allow-node")), "sudo").at(2),
              "/bin/sh as efm; it may not promote");
    EXPECT_EQ(row(check(settings, {}, 0, Rules("cluster-status-json allow-node promote")), "sudo").at(2),
              "/bin/sh as efm");
}

TEST(Selfcheck, MissesSetenvWhereThereIsAJavaHomeToHandDown)
{
    const ManagerSettings settings{
        .cluster = "efm", .command = "/bin/sh", .sudo = "/bin/sh", .sudo_user = "efm", .java_home = "/opt/java"};
    const Row sudo = row(check(settings, {}, 0, Rules("cluster-status-json allow-node")), "sudo");
    EXPECT_EQ(sudo.at(1), "false");
    EXPECT_EQ(sudo.at(2),
              "/bin/sh as efm may not be given efm.java_home for: cluster-status-json allow-node; it may not promote");
}

TEST(Selfcheck, SeesWhetherTheAgentListens)
{
    const support::TempDir dir;
    const support::FakePcpServer listener;
    const ManagerSettings settings{.cluster = "efm", .command = "/bin/sh", .properties_location = dir.path()};
    const auto agent = [&](const std::string& bind_address) {
        support::write_text(dir / "efm.properties", "bind.address=" + bind_address + "\n");
        return row(check(settings), "agent");
    };
    EXPECT_EQ(agent("127.0.0.1:" + std::to_string(listener.port())).at(1), "true");
    EXPECT_EQ(agent("127.0.0.1:1").at(1), "false");
    EXPECT_EQ(agent("here").at(1), std::nullopt);
}

TEST(Selfcheck, TellsVersions)
{
    EXPECT_EQ(row(check({.command = "/usr/edb/efm-4.9/bin/efm"}, {.version = "15.20"}), "versions").at(2),
              "efm_extension 2.0, PostgreSQL 15.20, EFM 4.9");
}

TEST(Selfcheck, RepeatsEfmsVerdict)
{
    EXPECT_EQ(row(check({}), "cluster").at(1), "true");
    EXPECT_EQ(row(check({}, {}, 1), "cluster").at(2), "not in sync");
}

TEST(Selfcheck, MissesACollectorThatShouldRun)
{
    EXPECT_EQ(row(check({}, {.preloaded = true, .worker_enabled = true}), "collector").at(1), "false");
    EXPECT_EQ(row(check({}, {.preloaded = true}), "collector").at(1), "true");
}

}  // namespace
