#include "efm/backend_map.hpp"

#include <gmock/gmock.h>

namespace {

using efm::Address;
using efm::Backend;
using efm::MapLine;
using efm::Match;
using efm::Resolved;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Backend at(int id, const std::string& host, std::uint16_t port = 5432)
{
    return {.id = id, .host = host, .port = port};
}

pcp::IpAddress ip(const char* text)
{
    return *pcp::parse_ip(text);
}

std::vector<int> ids(const std::vector<Backend>& backends, const Address& address, const Resolved& resolved = {},
                     const std::vector<MapLine>& map = {})
{
    return efm::match_backend(backends, address, map, resolved).ids;
}

TEST(BackendMap, MatchesTheExactText)
{
    const std::vector<Backend> backends{at(0, "10.0.0.1"), at(1, "db2.example.net")};
    EXPECT_THAT(ids(backends, {"10.0.0.1", {}}), ElementsAre(0));
    EXPECT_THAT(ids(backends, {"DB2.Example.Net", {}}), ElementsAre(1));
    EXPECT_THAT(efm::names_to_resolve(backends, {"db2.example.net", {}}, {}), IsEmpty());
}

TEST(BackendMap, DoesNotTakeOneAddressForAnotherThatItBegins)
{
    EXPECT_THAT(ids({at(0, "10.0.0.11"), at(1, "10.0.0.1")}, {"10.0.0.1", {}}), ElementsAre(1));
}

TEST(BackendMap, MatchesANameByItsAddresses)
{
    const Resolved resolved{{"db1", {ip("10.0.0.1"), ip("fd00::1")}}, {"db2", {ip("10.0.0.2")}}};
    const std::vector<Backend> backends{at(0, "db1"), at(1, "db2")};
    EXPECT_THAT(ids(backends, {"10.0.0.2", {}}, resolved), ElementsAre(1));
    EXPECT_THAT(ids(backends, {"fd00:0:0::1", {}}, resolved), ElementsAre(0));
}

TEST(BackendMap, MatchesAnAddressByACallersName)
{
    EXPECT_THAT(ids({at(0, "10.0.0.1"), at(1, "10.0.0.2")}, {"standby", {}}, {{"standby", {ip("10.0.0.2")}}}),
                ElementsAre(1));
}

TEST(BackendMap, TakesAMappedAddressForTheIpv4AddressItIs)
{
    EXPECT_THAT(ids({at(0, "10.0.0.1")}, {"::ffff:10.0.0.1", {}}), ElementsAre(0));
}

TEST(BackendMap, MakesThePortPartOfTheKeyWhenItIsGiven)
{
    const std::vector<Backend> backends{at(0, "10.0.0.1", 5432), at(1, "10.0.0.1", 5433)};
    EXPECT_THAT(ids(backends, {"10.0.0.1", 5433}), ElementsAre(1));
    EXPECT_THAT(ids(backends, {"10.0.0.1", 5434}), IsEmpty());
    EXPECT_THAT(ids(backends, {"10.0.0.1", {}}), ElementsAre(0, 1));
}

TEST(BackendMap, LetsAnExplicitLineWinOverTheText)
{
    const std::vector<Backend> backends{at(0, "10.0.0.1"), at(1, "10.9.9.9")};
    const std::vector<MapLine> map{{{"10.0.0.1", {}}, {"10.9.9.9", {}}}};
    EXPECT_THAT(ids(backends, {"10.0.0.1", {}}, {}, map), ElementsAre(1));
}

TEST(BackendMap, MapsToASocketDirectory)
{
    const std::vector<Backend> backends{at(0, "/run/postgresql"), at(1, "10.0.0.2")};
    const std::vector<MapLine> map{{{"10.0.0.1", {}}, {"/run/postgresql", 5432}}};
    EXPECT_THAT(ids(backends, {"10.0.0.1", {}}, {}, map), ElementsAre(0));
}

TEST(BackendMap, SkipsSlotsWithoutAHost)
{
    EXPECT_THAT(ids({at(0, "", 0), at(1, "10.0.0.1")}, {"10.0.0.1", {}}), ElementsAre(1));
}

TEST(BackendMap, NamesWhatCouldNotBeResolvedWhenNothingMatches)
{
    const Match match = efm::match_backend(std::vector{at(0, "db1"), at(1, "10.0.0.2")}, {"10.0.0.3", {}}, {}, {});
    EXPECT_THAT(match.ids, IsEmpty());
    EXPECT_THAT(match.unresolved, ElementsAre("db1"));
}

TEST(BackendMap, AsksForNoNamesWhenAllAreAddresses)
{
    EXPECT_THAT(efm::names_to_resolve(std::vector{at(0, "10.0.0.1")}, {"10.0.0.3", {}}, {}), IsEmpty());
}

TEST(BackendMap, DoesNotAskForNamesOfBackendsOnAnotherPort)
{
    const std::vector<Backend> backends{at(0, "db1", 5432), at(1, "db2", 5433)};
    EXPECT_THAT(efm::names_to_resolve(backends, {"10.0.0.3", 5433}, {}), ElementsAre("db2"));
}

TEST(Unpooled, IsByTextOrByAddress)
{
    const std::vector<Address> unpooled{{"10.0.0.4", {}}, {"Witness", {}}, {"10.0.0.5", 5433}};
    EXPECT_TRUE(efm::is_unpooled({"10.0.0.4", 5432}, unpooled));
    EXPECT_TRUE(efm::is_unpooled({"witness", {}}, unpooled));
    EXPECT_TRUE(efm::is_unpooled({"::ffff:10.0.0.4", {}}, unpooled));
    EXPECT_FALSE(efm::is_unpooled({"10.0.0.5", 5432}, unpooled));
    EXPECT_FALSE(efm::is_unpooled({"10.0.0.40", {}}, unpooled));
}

TEST(BackendMap, TellsAMembersBackendsApartByTheClustersPort)
{
    const std::vector<Backend> backends{at(0, "10.0.0.1", 5432), at(1, "10.0.0.1", 5444)};
    const Address member{"10.0.0.1", {}};
    EXPECT_THAT(efm::match_member(backends, member, {}, {}, 5444).ids, ElementsAre(1));
    EXPECT_THAT(efm::match_member(backends, member, {}, {}, std::nullopt).ids, ElementsAre(0, 1));
    EXPECT_THAT(efm::match_member(backends, member, {}, {}, 1).ids, ElementsAre(0, 1));
}

TEST(BackendMap, TakesHostsForOneByTextOrByAnAddressInCommon)
{
    const Resolved resolved{{"db1", {ip("10.0.0.1")}}};
    EXPECT_TRUE(efm::is_same_host("DB1", "db1", {}));
    EXPECT_TRUE(efm::is_same_host("db1", "10.0.0.1", resolved));
    EXPECT_FALSE(efm::is_same_host("db1", "10.0.0.1", {}));
    EXPECT_FALSE(efm::is_same_host("db1", "db2", resolved));
}

}  // namespace
