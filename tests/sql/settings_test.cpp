#include "settings.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "sql_error.hpp"

namespace {

using sqlext::is_cluster_name;
using sqlext::ManagerSettings;

TEST(SqlSettings, AClusterNameIsALetterAndUpTo63More)
{
    for (const char* name : {"efm", "E-1_x", "a"}) EXPECT_TRUE(is_cluster_name(name)) << name;
    EXPECT_TRUE(is_cluster_name(std::string(64, 'a').c_str()));
    EXPECT_FALSE(is_cluster_name(std::string(65, 'a').c_str()));
    for (const char* name : {"", "1a", "_a", "a.b", "a b", "a/b", "\xC3\xA9"})
        EXPECT_FALSE(is_cluster_name(name)) << name;
}

TEST(SqlSettings, WhatIsMissingIsNamedInThePublishedOrder)
{
    const auto sqlstate = [](const ManagerSettings& settings) -> std::string {
        try {
            check_runnable(settings);
            return "";
        } catch (const sqlext::SqlError& error) {
            return error.sqlstate;
        }
    };
    EXPECT_EQ(sqlstate({}), "22023");
    EXPECT_EQ(sqlstate({.cluster = "efm"}), "22023");
    EXPECT_EQ(sqlstate({.cluster = "efm", .command = "/no/such/efm"}), "58P01");
    EXPECT_EQ(sqlstate({.cluster = "efm", .command = "/bin/sh"}), "");
    // Whether it may be executed is for the user that sudo changes to.
    EXPECT_EQ(sqlstate({.cluster = "efm", .command = "/etc/passwd"}), "58P01");
    EXPECT_EQ(sqlstate({.cluster = "efm", .command = "/etc/passwd", .sudo_user = "efm"}), "");
}

TEST(SqlSettings, JavaComesWithItsPath)
{
    const auto setup = sqlext::manager_setup({.cluster = "efm", .java_home = "/opt/java"});
    EXPECT_EQ(setup.java_home, "/opt/java");
    EXPECT_TRUE(setup.path.starts_with("/opt/java/bin:"));
}

// A rule for sudo without SETENV refuses a command with a variable.
TEST(SqlSettings, TheServersJavaIsNotHandedThroughSudo)
{
    ::setenv("JAVA_HOME", "/opt/inherited", 1);
    EXPECT_EQ(sqlext::manager_setup({.cluster = "efm"}).java_home, "/opt/inherited");
    const auto through_sudo = sqlext::manager_setup({.cluster = "efm", .sudo_user = "efm"});
    ::unsetenv("JAVA_HOME");
    EXPECT_EQ(through_sudo.java_home, "");
    EXPECT_EQ(through_sudo.path, "");
}

}  // namespace
