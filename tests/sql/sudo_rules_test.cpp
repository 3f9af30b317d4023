#include "sudo_rules.hpp"

#include <gtest/gtest.h>

namespace {

using sqlext::may_set_java_home;

// As sudo 1.9.13 prints them.
const std::string head = R"(
Matching Defaults entries for postgres on host:
    env_reset, mail_badpass

User postgres may run the following commands on host:
)";

std::string rule(const std::string& options, const std::string& command, const std::string& user = "efm")
{
    return "\nSudoers entry:\n    RunAsUsers: " + user + "\n    Options: " + options + "\n    Commands:\n\t" + command +
           "\n";
}

bool may(const std::string& rules, const std::vector<std::string>& words = {"promote", "efm"})
{
    return may_set_java_home(rules, "efm", "/usr/edb/efm-4.9/bin/efm", words);
}

TEST(SudoRules, TellWhetherAVariableMayBeSet)
{
    const std::string command = "/usr/edb/efm-4.9/bin/efm promote efm";
    EXPECT_TRUE(may(head + rule("setenv, !authenticate", command)));
    EXPECT_FALSE(may(head + rule("!authenticate", command)));
}

TEST(SudoRules, AreThoseOfTheCommandAndTheUserAndTheLastOfThem)
{
    const std::string with = "setenv, !authenticate";
    EXPECT_FALSE(may(head + rule("!authenticate", "/usr/edb/efm-*/bin/efm promote *") +
                     rule(with, "/usr/edb/efm-4.9/bin/efm resume efm") + rule(with, "/bin/ls") +
                     rule(with, "/usr/edb/efm-*/bin/efm promote *", "root")));
    EXPECT_TRUE(may(head + rule("!authenticate", "/usr/edb/efm-4.9/bin/efm promote efm") +
                    rule(with, "/usr/edb/efm-*/bin/efm", "root, efm")));
    EXPECT_TRUE(may(head + rule("!authenticate", "ALL", "ALL")));
}

TEST(SudoRules, AccuseNobodyOnAHunch)
{
    EXPECT_TRUE(may(""));
    EXPECT_TRUE(may(head));
    const std::string without = rule("!authenticate", "/usr/edb/efm-4.9/bin/efm promote efm");
    EXPECT_TRUE(may("Matching Defaults entries for postgres on host:\n    env_keep+=\"JAVA_HOME\"\n" + without));
    EXPECT_TRUE(may("Matching Defaults entries for postgres on host:\n    setenv\n" + without));
}

}  // namespace
