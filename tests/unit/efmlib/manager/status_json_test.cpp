// What no sample in tests/data/efm shows; see status_samples_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/error.hpp"
#include "efm/status_reports.hpp"
#include "status_samples.hpp"

namespace {

using efm::Liveness;
using efm::Report;
using ::testing::ElementsAre;

efm::ClusterStatus parse(const std::string& text)
{
    return parse_report(Report::cluster_json, text);
}

efm::Member only_member(const std::string& node)
{
    const auto status = parse(R"({"nodes":{"db1":)" + node + "}}");
    EXPECT_EQ(status.members.size(), 1U);
    return status.members.at(0);
}

TEST(StatusJson, ReadsTheFieldsOfTheCluster)
{
    const auto status = parse(samples::read("5.2-ipv6.json"));
    EXPECT_EQ(status.cluster, std::nullopt);
    EXPECT_EQ(status.coordinator, "2001:db8::12");
    EXPECT_EQ(status.minimum_standbys, 1);
    EXPECT_THAT(*status.allowed, ElementsAre("2001:db8::11", "2001:db8::12", "2001:db8::13"));
    EXPECT_THAT(*status.missing, ElementsAre());
}

TEST(StatusJson, KeepsTheWordsOfAMember)
{
    const auto status = parse(samples::read("3.2-master.json"));
    const efm::Member& master = *find(status, "10.20.30.11");
    EXPECT_EQ(master.type_word, "Master");
    EXPECT_EQ(master.agent_word, "UP");
    EXPECT_EQ(find(status, "10.20.30.12")->database_word, "DOWN");
}

TEST(StatusJson, ReadsTheKeysOfEveryGeneration)
{
    const efm::Lsn received{1};
    const efm::Lsn replayed{2};
    for (const char* node : {R"({"type":"Standby","xlogReceive":"0/1","xlog":"0/2","xloginfo":"i"})",
                             R"({"type":"Standby","lsnReceive":"0/1","lsn":"0/2","lsnInfo":"i"})",
                             R"({"type":"Standby","LSNRECEIVE":"0/1","Lsn":"0/2","lsninfo":"i"})"}) {
        const efm::Member member = only_member(node);
        EXPECT_EQ(member.received, received) << node;
        EXPECT_EQ(member.replayed, replayed) << node;
        EXPECT_EQ(member.info, "i") << node;
    }
}

TEST(StatusJson, TakesAStringForABoolean)
{
    EXPECT_EQ(only_member(R"({"type":"Standby","vip_active":"True"})").vip_active, true);
    EXPECT_EQ(only_member(R"({"type":"Standby","vip_active":false})").vip_active, false);
    EXPECT_EQ(only_member(R"({"type":"Standby"})").vip_active, std::nullopt);
}

TEST(StatusJson, WhatIsAbsentIsNotEmpty)
{
    const auto status = parse(R"({"nodes":{"db1":{"type":"Standby"}}})");
    EXPECT_EQ(status.allowed, std::nullopt);
    EXPECT_EQ(status.failover_priority, std::nullopt);
    EXPECT_EQ(status.missing, std::nullopt);
    EXPECT_EQ(status.coordinator, std::nullopt);
    EXPECT_EQ(status.minimum_standbys, std::nullopt);
    EXPECT_EQ(status.members[0].database, std::nullopt);
    EXPECT_THAT(status.remarks, ElementsAre());
}

TEST(StatusJson, SaysWhatWasWrongWithTheManualsSample)
{
    EXPECT_THAT(parse(samples::read("5.4-manual-invalid.json")).remarks,
                ElementsAre("not valid JSON: misplaced quotes around vip_active, lsnReceive, lsn, lsnInfo",
                            "not valid JSON: commas are missing"));
}

TEST(StatusJson, SaysWhereAValueIsOdd)
{
    EXPECT_THAT(parse(R"({"nodes":{"db1":{"type":"Idle","db":["UP"]}},"minimumstandbys":-1})").remarks,
                ElementsAre("db1: db is [\"UP\"], not text: left out", "minimumstandbys is -1, not a count: left out"));
}

TEST(StatusJson, GivesUpOnWhatIsTooLargeOrTooDeep)
{
    const std::string inner = R"({"nodes":{"db1":{"type":"Idle"}},"x":)";
    EXPECT_THROW(parse(inner + std::string(30, '[') + std::string(30, ']') + "}"), efm::Error);
    EXPECT_THROW(parse(std::string(std::size_t{64} * 1024 * 1024 + 1, ' ')), efm::Error);
    EXPECT_NO_THROW(parse(inner + '"' + std::string(1'500'000, 'x') + "\"}"));
}

TEST(StatusJson, GivesTheDocumentAlone)
{
    EXPECT_EQ(efm::cluster_document("OpenJDK warning {x}\n{\"nodes\":{\"db1\":{\"db\":\"N\\/A\"}}}\nbye"),
              R"({"nodes":{"db1":{"db":"N/A"}}})");
    EXPECT_EQ(efm::cluster_document("{\"nodes\":{\"d\xE9\":{}}}"), "{\"nodes\":{\"d\xEF\xBF\xBD\":{}}}");
    EXPECT_THAT(efm::cluster_document(samples::read("5.4-manual-invalid.json")), ::testing::HasSubstr("lsnReceive"));
    EXPECT_THROW(efm::cluster_document("{}"), efm::Error);
    EXPECT_THROW(efm::cluster_document("Authorization file not found."), efm::Error);
}

TEST(StatusJson, ANodeStatusNamesItself)
{
    const auto status = parse_report(Report::node_json, samples::read("5.4-node-idle.json"));
    EXPECT_EQ(status.members.at(0).database, Liveness::unknown);
    EXPECT_EQ(status.members.at(0).vip_active, true);
    EXPECT_EQ(status.allowed, std::nullopt);
    EXPECT_THROW(parse_report(Report::node_json, R"({"type":"Standby"})"), efm::Error);
    EXPECT_THROW(parse_report(Report::node_json, R"({"type":"Standby","address":""})"), efm::Error);
    EXPECT_THROW(parse_report(Report::node_json, R"({"nodes":{}})"), efm::Error);
}

}  // namespace
