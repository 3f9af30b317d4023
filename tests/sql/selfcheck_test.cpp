#include "selfcheck.hpp"

#include <gtest/gtest.h>

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

Table check(const ManagerSettings& settings, const sqlext::ServerState& state = {}, int exit_code = 0)
{
    return selfcheck_rows(settings, "/no/such/hooks.conf", status_of(exit_code), state, {});
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
    for (const char* name : {"sudo", "java", "collector", "pools"})
        EXPECT_EQ(row(table, name).at(1), std::nullopt) << name;
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
