#include "efm/nodes_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/error.hpp"

namespace {

using efm::Address;
using efm::parse_nodes_file;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(NodesFile, ListsAddressesApartByWhiteSpace)
{
    const auto file = parse_nodes_file(
        "# List of node address:port combinations\n#10.20.30.9:7800\n"
        "10.20.30.11:7800 10.20.30.12:7800\r\n\n\tpg-c.example.com:7801\n[2001:db8::1]:7800");
    EXPECT_THAT(file.members, ElementsAre(Address{"10.20.30.11", 7800}, Address{"10.20.30.12", 7800},
                                          Address{"pg-c.example.com", 7801}, Address{"2001:db8::1", 7800}));
    EXPECT_THAT(file.remarks, IsEmpty());
}

TEST(NodesFile, MayBeEmpty)
{
    EXPECT_THAT(parse_nodes_file("").members, IsEmpty());
    EXPECT_THAT(parse_nodes_file("# nobody yet\n").members, IsEmpty());
}

TEST(NodesFile, SaysWhatIsNoAddress)
{
    const auto file = parse_nodes_file("10.20.30.11 -x:7800 db:99999 2001:db8::1:7800");
    EXPECT_THAT(file.members, ElementsAre(Address{"10.20.30.11", {}}, Address{"2001:db8::1:7800", {}}));
    EXPECT_THAT(file.remarks, ElementsAre("10.20.30.11 has no port that can be told: EFM wants address:port",
                                          StartsWith("left out: \"-x:7800\" is not an address"),
                                          StartsWith("left out: \"99999\" is not a port"),
                                          StartsWith("2001:db8::1:7800 has no port")));
}

TEST(NodesFile, IsNamedWhenItIsMissing)
{
    try {
        efm::read_nodes_file("/nowhere/efm.nodes");
        ADD_FAILURE() << "no error";
    } catch (const efm::Error& error) {
        EXPECT_EQ(error.kind(), efm::Error::Kind::configuration);
        EXPECT_THAT(error.what(), StartsWith("/nowhere/efm.nodes: "));
    }
}

}  // namespace
