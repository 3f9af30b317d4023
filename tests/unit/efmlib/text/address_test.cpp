#include "efm/address.hpp"

#include <gtest/gtest.h>

#include "efm/error.hpp"

namespace {

using efm::Address;
using efm::parse_address;

TEST(Address, IsReadInEveryForm)
{
    EXPECT_EQ(parse_address("db1"), (Address{"db1", {}}));
    EXPECT_EQ(parse_address("10.0.0.1:5432"), (Address{"10.0.0.1", 5432}));
    EXPECT_EQ(parse_address("::1"), (Address{"::1", {}}));
    EXPECT_EQ(parse_address("[::1]"), (Address{"::1", {}}));
    EXPECT_EQ(parse_address("[fd00::1]:5432"), (Address{"fd00::1", 5432}));
    EXPECT_EQ(parse_address("/run/postgresql:5432"), (Address{"/run/postgresql", 5432}));
}

class HostileAddress : public ::testing::TestWithParam<std::string> {};

TEST_P(HostileAddress, IsRefused)
{
    EXPECT_THROW(parse_address(GetParam()), efm::Error);
}

INSTANTIATE_TEST_SUITE_P(Each, HostileAddress,
                         ::testing::Values("", "-h", ":5432", "a b", "a\nb", "a;b:x", "db:0", "db:65536", "db:12x",
                                           "[::1", "[::1]x", "[::1]:", "a\"b", "a'b", std::string("a\0b", 3),
                                           std::string(256, 'a')));

TEST(Address, IsShownAsItIsRead)
{
    EXPECT_EQ(to_string(Address{"::1", 5432}), "[::1]:5432");
    EXPECT_EQ(to_string(Address{"db1", {}}), "db1");
    EXPECT_EQ(efm::endpoint("db1", 5432), "db1:5432");
}

}  // namespace
