// Every file in tests/data/efm, and what it says. One that nobody reads fails the last test.
#include "status_samples.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <ostream>
#include <set>

#include "efm/error.hpp"
#include "efm/status_reports.hpp"

namespace {

using efm::Report;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

using Words = std::vector<std::string>;
using List = std::optional<Words>;

struct Sample {
    std::string file;
    Words members;
    List priority;  // the failover priority list
    Words messages;
    std::size_t remarks = 0;
    Report report = file.ends_with(".txt") ? Report::cluster_text : Report::cluster_json;
};

void PrintTo(const Sample& sample, std::ostream* out)
{
    *out << sample.file;
}

const std::string lagging = "One or more standby databases are not in sync with the primary database.";
const std::string no_primary = "No primary database was found.";
const std::string no_standby = "No standby databases were found.";

const Words healthy{"10.20.30.11 primary, agent -, db up, vip 10.20.30.100*, - 0/6000148",
                    "10.20.30.12 standby, agent -, db up, vip 10.20.30.100, 0/6000148 0/6000148",
                    "10.20.30.13 standby, agent -, db up, vip 10.20.30.100, 0/6000148 0/6000148",
                    "10.20.30.14 witness, agent -, db not applicable, vip 10.20.30.100, - -"};
const Words after_failover{"10.20.30.11 idle, agent -, db unknown, vip -, - -",
                           "10.20.30.12 primary, agent -, db up, vip -, - 0/9000200",
                           "10.20.30.13 standby, agent -, db up, vip -, 0/9000200 0/90001C8"};
const Words all_idle{"10.20.30.11 idle, agent -, db unknown, vip -, - 0/D0001F8",
                     "10.20.30.12 idle, agent -, db unknown, vip -, - -"};
const Words with_agents{"10.20.30.11 primary, agent up, db up, vip 10.20.30.100*, - 0/5000110",
                        "10.20.30.12 standby, agent up, db unknown, vip 10.20.30.100, - -",
                        "10.20.30.14 witness, agent up, db not applicable, vip 10.20.30.100, - -"};
const Words ipv6{"2001:db8::11 primary, agent -, db up, vip 2001:db8::100*, - FFFFFFFF/FFFFFFFF",
                 "2001:db8::12 promoting, agent -, db up, vip 2001:db8::100, FFFFFFFF/FFFFFFFF 0/0",
                 "2001:db8::13 down, agent -, db not applicable, vip -, - -"};

const std::vector<Sample> reports{
    // Those of the specification.
    {"4.1-healthy.txt", healthy, List{{"10.20.30.12", "10.20.30.13"}}, {}},
    {"4.10-healthy.json", healthy, List{{"10.20.30.12", "10.20.30.13"}}, {}},
    {"4.10-after-failover.txt", after_failover, List{{"10.20.30.13"}}, {lagging}},
    {"5.0-after-failover.json", after_failover, List{{"10.20.30.13"}}, {lagging}},
    {"4.10-primary-just-died.txt",
     {"10.20.30.11 primary, agent -, db up, vip -, - -",
      "10.20.30.12 standby, agent -, db up, vip -, 0/7000060 0/7000060"},
     List{{"10.20.30.12"}},
     {no_primary}},
    {"5.0-lost-node.txt",
     {"pg-node-a.dc1.example.net primary, agent -, db up, vip -, - 0/B000060",
      "pg-node-b.dc1.example.net standby, agent -, db up, vip -, 0/B000060 0/B000060",
      "pg-node-c.dc1.example.net down, agent -, db not applicable, vip -, - -"},
     List{{"pg-node-b.dc1.example.net"}},
     {}},
    {"4.10-all-idle-excerpt.txt", all_idle, std::nullopt, {}, 1},
    {"5.0-promoting.json",
     {"10.20.30.11 idle, agent -, db unknown, vip -, - -",
      "10.20.30.12 promoting, agent -, db up, vip -, 0/9000060 0/9000060",
      "10.20.30.13 standby, agent -, db up, vip -, 0/9000060 0/9000060",
      "10.20.30.14 down, agent -, db not applicable, vip -, - -"},
     Words{},
     {no_primary}},
    {"5.0-isolated.json",
     {"10.20.30.12 standby, agent -, db up, vip -, 0/9000060 0/9000060"},
     List{{"10.20.30.12"}},
     {no_primary}},
    {"5.4-node-standby.json",
     {"10.20.30.12 standby, agent -, db up, vip -, - -"},
     std::nullopt,
     {},
     0,
     Report::node_json},

    // Constructed ones: well formed.
    {"4.10-all-idle.txt", all_idle, Words{}, {no_primary}},
    {"4.10-all-idle.json", all_idle, Words{}, {no_primary}},
    {"4.10-eight-spaces.txt", healthy, List{{"10.20.30.12", "10.20.30.13"}}, {}},
    {"4.0-agent-column.txt", with_agents, List{{"10.20.30.12"}}, {lagging}},
    {"4.0-agent-column.json", with_agents, List{{"10.20.30.12"}}, {lagging}},
    {"3.2-master.json",
     {"10.20.30.11 primary, agent up, db up, vip -, - 0/3000060",
      "10.20.30.12 standby, agent down, db down, vip -, - -"},
     List{{"10.20.30.12"}},
     {lagging}},
    {"4.10-long-names.txt",
     {"db-b.dc1.example.com standby, agent -, db up, vip 10.20.30.100, 1A/B000060 1A/B000000",
      "exactly21.example.com standby, agent -, db unknown, vip 10.20.30.100, - -",
      "pg-node-a.dc1.example.net primary, agent -, db up, vip 10.20.30.100*, - 1A/B000060",
      "w witness, agent -, db not applicable, vip 10.20.30.100, - -"},
     List{{"db-b.dc1.example.com"}},
     {lagging}},
    {"5.2-ipv6.txt", ipv6, List{{"2001:db8::12"}}, {no_standby}},
    {"5.2-ipv6.json", ipv6, List{{"2001:db8::12"}}, {no_standby}},
    {"5.4-manual.txt",
     {"10.20.30.11 primary, agent -, db up, vip 10.20.30.100*, - 0/4000638",
      "10.20.30.12 standby, agent -, db up, vip 10.20.30.100, 0/4000638 0/4000638",
      "10.20.30.13 standby, agent -, db up, vip 10.20.30.100, 0/4000638 0/4000638"},
     List{{"10.20.30.13", "10.20.30.12"}},
     {}},
    {"5.4-node-manual.json",
     {"10.20.30.12 standby, agent -, db up, vip -, - -"},
     std::nullopt,
     {},
     0,
     Report::node_json},
    {"5.4-node-idle.json",
     {"pg-b.example.com idle, agent -, db unknown, vip 10.20.30.100*, - -"},
     std::nullopt,
     {},
     0,
     Report::node_json},

    // And nasty ones.
    {"5.4-manual-invalid.json",
     {"10.20.30.11 primary, agent -, db up, vip -, 0/14001478 0/14001478",
      "10.20.30.12 standby, agent -, db up, vip -, 0/14001478 0/14001478",
      "10.20.30.14 witness, agent -, db not applicable, vip -, - -"},
     List{{"10.20.30.12"}},
     {},
     2},
    {"5.4-stray-lines.json", after_failover, List{{"10.20.30.13"}}, {lagging}, 2},
    {"5.4-odd-types.json",
     {"10.20.30.11 primary, agent -, db -, vip -?, - -",
      "10.20.30.13 unknown, agent -, db unknown, vip 10.20.30.100, 0/6000148 0/6000148"},
     List{{"10.20.30.13"}},
     {},
     10},
    {"5.4-bytes.json", {"10.20.30.11 primary, agent -, db up, vip -, - 0/6000148"}, Words{}, {"\u00fc"}, 1},
    {"4.10-nasty.txt",
     {"10.20.30.11 primary, agent -, db up, vip -, - 0/6000148",
      "10.20.30.12 standby, agent -, db up, vip -, 0/6000148 -",
      "10.20.30.13 unknown, agent -, db unknown, vip -, - -"},
     List{{"10.20.30.12"}},
     {"The sun shines, and nobody knows why."},
     7},
};

class EfmReport : public testing::TestWithParam<Sample> {};

TEST_P(EfmReport, SaysWhatItSays)
{
    const Sample& sample = GetParam();
    const efm::ClusterStatus status = parse_report(sample.report, samples::read(sample.file));

    EXPECT_THAT(samples::words(status), ElementsAreArray(sample.members));
    EXPECT_EQ(status.failover_priority, sample.priority);
    EXPECT_EQ(status.messages, sample.messages);
    EXPECT_EQ(status.remarks.size(), sample.remarks) << testing::PrintToString(status.remarks);
    EXPECT_EQ(status.healthy, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Samples, EfmReport, testing::ValuesIn(reports));

struct Rejected {
    std::string file;
    std::string what;
};

const std::vector<Rejected> no_reports{
    {"5.4-truncated.json", R"(cluster-status-json: no "nodes" in it: "{"nodes":{"10.20.30.11":{"type":"Idle")"},
    {"5.4-no-nodes.json", "Authorization file not found. Is the local agent running?"},
    {"5.4-empty-nodes.json", "cluster-status-json: no members: "},
    {"4.10-no-agent.txt", "cluster-status: no table of agents in it: \"Authorization file not found."},
    {"4.10-not-in-group.txt", "User 'postgres' is not a member of the `efm` group."},
    {"4.10-truncated.txt", "cluster-status: it ends before \"Promote Status\": \"Cluster Status: acct Agent Type Addr"},
};

TEST(EfmSamples, ThoseThatAreNoReportAreRejectedWithTheirWords)
{
    for (const Rejected& sample : no_reports) {
        const auto report = sample.file.ends_with(".txt") ? Report::cluster_text : Report::cluster_json;
        try {
            parse_report(report, samples::read(sample.file));
            ADD_FAILURE() << sample.file << " was taken";
        } catch (const efm::Error& error) {
            EXPECT_EQ(error.kind(), efm::Error::Kind::protocol);
            EXPECT_THAT(error.what(), HasSubstr(sample.what));
            EXPECT_LT(std::string(error.what()).size(), 300U);
        }
    }
}

// The text of a cluster says the same as its JSON, but for what only one of them carries.
TEST(EfmSamples, BothFormsOfAClusterAreEqual)
{
    for (const std::string name : {"4.0-agent-column", "4.10-all-idle", "5.2-ipv6"}) {
        const auto json = parse_report(Report::cluster_json, samples::read(name + ".json"));
        auto text = parse_report(Report::cluster_text, samples::read(name + ".txt"));
        EXPECT_NE(text.cluster, std::nullopt);
        text.cluster = std::nullopt;
        text.missing = json.missing;
        text.minimum_standbys = json.minimum_standbys;
        EXPECT_EQ(text, json) << name;
    }
}

TEST(EfmSamples, AllAreRead)
{
    std::set<std::string> read{"README.md"};
    for (const Sample& sample : reports) read.insert(sample.file);
    for (const Rejected& sample : no_reports) read.insert(sample.file);
    std::set<std::string> there;
    for (const auto& entry : std::filesystem::directory_iterator(samples::folder))
        there.insert(entry.path().filename());
    EXPECT_EQ(read, there);
}

}  // namespace
