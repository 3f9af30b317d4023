// What no sample in tests/data/efm shows; see status_samples_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "efm/error.hpp"
#include "efm/status_reports.hpp"
#include "status_samples.hpp"

namespace {

using efm::Report;
using ::testing::ElementsAre;

efm::ClusterStatus parse(const std::string& text)
{
    return parse_report(Report::cluster_text, text);
}

std::string without(std::string text, const std::string& part)
{
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string::npos);
    return text.erase(at, part.size());
}

TEST(StatusText, ReadsTheFieldsOfTheCluster)
{
    const auto status = parse(samples::read("4.1-healthy.txt"));
    EXPECT_EQ(status.cluster, "acct");
    EXPECT_EQ(status.coordinator, "10.20.30.11");
    EXPECT_THAT(*status.allowed, ElementsAre("10.20.30.11", "10.20.30.12", "10.20.30.13", "10.20.30.14"));
    EXPECT_EQ(status.missing, std::nullopt);
    EXPECT_EQ(status.minimum_standbys, std::nullopt);
}

TEST(StatusText, KeepsLongInfoWhole)
{
    const auto status = parse(samples::read("4.10-after-failover.txt"));
    EXPECT_EQ(find(status, "10.20.30.11")->info,
              "Connection to 10.20.30.11:5444 refused. Check that the hostname and port are correct and that the "
              "postmaster is accepting TCP/IP connections.");
}

TEST(StatusText, AnEmptyListIsNotAnUnknownOne)
{
    EXPECT_THAT(*parse(samples::read("4.10-all-idle.txt")).failover_priority, ElementsAre());
    const std::string heading = "Standby priority host list:\n\t10.20.30.12 10.20.30.13\n";
    EXPECT_EQ(parse(without(samples::read("4.1-healthy.txt"), heading)).failover_priority, std::nullopt);
}

TEST(StatusText, TakesAListOverSeveralLines)
{
    std::string text = samples::read("4.1-healthy.txt");
    const std::string list = "\t10.20.30.11 10.20.30.12 10.20.30.13 10.20.30.14\n";
    text.replace(text.find(list), list.size(), "\n\t10.20.30.11\n\t10.20.30.12\n\t10.20.30.13 10.20.30.14\n");
    EXPECT_EQ(parse(text), parse(samples::read("4.1-healthy.txt")));
}

TEST(StatusText, DoesWithoutBlankLines)
{
    std::string text = samples::read("4.1-healthy.txt");
    const std::string sentence = "\n\tStandby database(s)";
    for (std::size_t at = text.find("\n\n"); at != std::string::npos; at = text.find("\n\n", at + 1)) {
        if (text.substr(at + 1, sentence.size()) != sentence) text.erase(at, 1);
    }
    EXPECT_EQ(parse(text), parse(samples::read("4.1-healthy.txt")));
}

// PostgreSQL's errors come with hints on lines of their own.
TEST(StatusText, AMemberIsNamedByTheAgentsTableOnly)
{
    std::string text = samples::read("4.10-primary-just-died.txt");
    const std::string refused = "postmaster is accepting TCP/IP connections.\n";
    text.insert(text.find(refused) + refused.size(), "  Hint: Standby     look at pg_hba.conf there.\n");
    auto status = parse(text);
    EXPECT_THAT(status.remarks, ElementsAre("passed over: Hint: Standby look at pg_hba.conf there."));
    status.remarks.clear();
    EXPECT_EQ(status, parse(samples::read("4.10-primary-just-died.txt")));
}

// A server's error is anything that somebody in its place likes to say.
TEST(StatusText, AnInfoCannotSpeakForTheReport)
{
    std::string text = samples::read("4.10-primary-just-died.txt");
    const std::string refused = "TCP/IP connections.\n";
    text.insert(text.find(refused) + refused.size(),
                "\nAllowed node host list:\n\t10.6.6.6\n\nMembership coordinator: 10.6.6.6\n\n"
                "Standby priority host list:\n\t10.6.6.6\n\n\tAgent Type  Address              DB       VIP\n"
                "\tPrimary     10.6.6.6             UP       10.6.6.7*\n");
    const auto status = parse(text);
    const auto real = parse(samples::read("4.10-primary-just-died.txt"));
    EXPECT_EQ(samples::words(status).size(), 2U);
    EXPECT_EQ(status.allowed, real.allowed);
    EXPECT_EQ(status.coordinator, real.coordinator);
    EXPECT_EQ(status.failover_priority, real.failover_priority);
}

TEST(StatusText, TakesNoStrayLineForANameOrACoordinator)
{
    const auto status = parse(
        "Address   DB\ndb1       UP\n\nstray one\n\nAllowed node host list:\n\tdb1\n\nstray two\n\n"
        "Promote Status:\n");
    EXPECT_EQ(status.cluster, std::nullopt);
    EXPECT_EQ(status.coordinator, std::nullopt);
    EXPECT_THAT(status.remarks,
                ElementsAre("passed over: stray one", "passed over: stray two", "db1: no agent type is called \"\""));
}

TEST(StatusText, AWordOfControlCharactersIsNone)
{
    const auto status = parse(
        "Cluster Status: \x7f\n\nAddress   DB\ndb1       UP\n\nMembership coordinator: \x01\n"
        "Promote Status:\n");
    EXPECT_EQ(status.cluster, std::nullopt);
    EXPECT_EQ(status.coordinator, std::nullopt);
}

TEST(StatusText, WhereNoVipIsShownItIsUnknown)
{
    const auto status = parse("Agent Type  Address   DB\nStandby     db1       UP\n\nPromote Status:\n");
    EXPECT_EQ(samples::words(status.members.at(0)), "db1 standby, agent -, db up, vip -?, - -");
}

TEST(StatusText, IsNotTakenWhenItEndsBeforeItsMembersDo)
{
    const std::string whole = samples::read("4.1-healthy.txt");
    for (std::size_t length = 0; length < whole.find("Promote Status:"); ++length) {
        EXPECT_THROW(parse(whole.substr(0, length)), efm::Error) << length;
    }
}

// What would be read for minutes, long past any deadline.
TEST(StatusText, GivesUpOnWhatIsTooLong)
{
    const std::string whole = samples::read("4.1-healthy.txt");
    EXPECT_NO_THROW(parse(whole + std::string(4000, '\n')));
    EXPECT_THROW(parse(whole + std::string(5000, '\n')), efm::Error);
    EXPECT_THROW(parse(whole + std::string(1'100'000, ' ') + '\n'), efm::Error);
}

// Of a report that is cut off: it is rejected, or says of each member what the whole one does, or nothing.
void expect_no_half_words(const std::string& part, const efm::ClusterStatus& whole)
{
    try {
        for (const efm::Member& member : parse(part).members) {
            const efm::Member& real = *find(whole, member.address);
            EXPECT_TRUE(!member.received || member.received == real.received) << part;
            EXPECT_TRUE(!member.replayed || member.replayed == real.replayed) << part;
            EXPECT_TRUE(member.info.empty() || member.info == real.info) << part;
        }
    } catch (const efm::Error& error) {
        EXPECT_EQ(error.kind(), efm::Error::Kind::protocol);
    }
}

TEST(StatusText, ACutMakesNoFactOfHalfAWord)
{
    const std::string text = samples::read("4.10-after-failover.txt");
    const auto whole = parse(text);
    for (std::size_t length = text.find("Promote Status:"); length < text.size(); ++length) {
        expect_no_half_words(text.substr(0, length), whole);
    }
}

// Any cluster, printed by EFM's formats in both forms.
struct Printed {
    std::string text = "Cluster Status: acct\n\n\tAgent Type  Address              DB       VIP\n\t------\n";
    std::string positions =
        "\nPromote Status:\n\n\tDB Type     Address              WAL Received LSN   WAL Replayed LSN   "
        "Info\n\t------\n";
    std::string idle =
        "\nIdle Node Status (idle nodes ignored in WAL LSN comparisons):\n\n"
        "\tAddress              WAL Received LSN   WAL Replayed LSN   Info\n\t------\n";
    nlohmann::json json = {{"nodes", nlohmann::json::object()},
                           {"allowednodes", nlohmann::json::array()},
                           {"membershipcoordinator", "none"},
                           {"failoverpriority", nlohmann::json::array()},
                           {"messages", {"A sentence."}}};
};

template <typename... Text>
std::string line_of(const char* form, const Text&... text)
{
    char line[400];
    std::snprintf(line, sizeof line, form, text.c_str()...);
    return line;
}

void print(Printed& printed, const std::string& address, const std::string& type, unsigned variant)
{
    const std::string database = variant % 3 == 0 ? "UNKNOWN" : "UP";
    const std::string vip = variant % 2 == 0 ? "10.20.30.100" : "";
    const bool active = variant % 4 == 0;
    const std::string received = type == "Primary"  ? ""
                                 : variant % 5 == 0 ? "UNKNOWN"
                                                    : "0/6000" + std::to_string(variant);
    const std::string replayed = variant % 7 == 0 ? "UNKNOWN" : "A/" + std::to_string(variant);
    const std::string info = variant % 4 == 1 ? "FATAL: two words  and \"quotes\"" : "";

    printed.text += line_of("\t%-12s%-21s%-9s%s\n", type, address, database, active ? vip + "*" : vip);
    if (type == "Idle") {
        printed.idle += line_of("\t%-21s%-19s%-19s%s\n", address, received, replayed, info);
    } else {
        printed.positions += line_of("\t%-12s%-21s%-19s%-19s%s\n", type, address, received, replayed, info);
    }
    printed.json["allowednodes"].push_back(address);
    printed.json["nodes"][address] = {{"type", type},         {"db", database},         {"vip", vip},
                                      {"vip_active", active}, {"lsnReceive", received}, {"lsn", replayed},
                                      {"lsnInfo", info}};
}

TEST(StatusText, SaysTheSameAsTheJson)
{
    const std::vector<std::string> types{"Primary", "Standby", "Idle", "Promoting"};
    for (unsigned variant = 1; variant <= 200; ++variant) {
        Printed printed;
        for (unsigned i = 0; i < 1 + variant % 6; ++i) {
            const std::string padding(variant * (i + 3) % 30, 'x');
            print(printed, "db" + std::to_string(i) + padding, types.at((variant + i) % 4), variant + i);
        }
        std::string allowed = "\nAllowed node host list:\n\t";
        for (const auto& address : printed.json["allowednodes"]) allowed += address.get<std::string>() + ' ';
        auto text =
            parse(printed.text + allowed + "\n\nMembership coordinator: none\n\nStandby priority host list:\n\t" +
                  "(List is empty.)\n" + printed.positions + "\n\tA sentence.\n" + printed.idle);
        text.cluster = std::nullopt;
        EXPECT_EQ(text, parse_report(Report::cluster_json, printed.json.dump())) << printed.text;
    }
}

}  // namespace
