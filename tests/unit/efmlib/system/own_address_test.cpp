#include "own_address.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace {

TEST(OwnAddress, IsEveryLoopbackAddressAndThisHostsName)
{
    EXPECT_TRUE(efm::is_own_address("127.0.0.1"));
    EXPECT_TRUE(efm::is_own_address("127.0.0.12"));
    EXPECT_TRUE(efm::is_own_address("::1"));
    char name[256] = {};
    ASSERT_EQ(::gethostname(name, sizeof name - 1), 0);
    EXPECT_TRUE(efm::is_own_address(name));
}

TEST(OwnAddress, IsNoAddressOfADocumentation)
{
    EXPECT_FALSE(efm::is_own_address("192.0.2.1"));
    EXPECT_FALSE(efm::is_own_address("2001:db8::1"));
    EXPECT_FALSE(efm::is_own_address("db1.example"));
    EXPECT_FALSE(efm::is_own_address(""));
    EXPECT_FALSE(efm::is_own_address("/run/postgresql"));
}

}  // namespace
