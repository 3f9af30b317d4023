// What dashboards, rules and collectors ask for exists.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "efm/exposition.hpp"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path monitoring = EFM_MONITORING;

std::string text_of(const fs::path& file)
{
    std::ifstream in(file);
    EXPECT_TRUE(in) << file;
    return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> matches(const std::string& text, const std::string& pattern)
{
    const std::regex expression(pattern);
    std::set<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) found.insert((*at)[1]);
    return found;
}

// The families, and what the recording rules make of them.
std::set<std::string> vocabulary()
{
    std::set<std::string> names =
        matches(text_of(monitoring / "prometheus" / "efm_pgpool.rules.yml"), "record: ([a-z_:]+)");
    for (const efm::MetricFamily& family : efm::metric_families()) names.emplace(family.name);
    return names;
}

// The names in an expression: without strings, and without what they are grouped by.
std::set<std::string> metrics_in(const std::string& expression)
{
    const std::string bare = std::regex_replace(expression, std::regex("\"[^\"]*\"|'[^']*'"), "");
    return matches(bare, "((?:[a-z_]+:)?efm_[a-z_]+(?::[a-z]+)?)");
}

void expect_known(const std::string& expression)
{
    static const std::set<std::string> known = vocabulary();
    const auto used = metrics_in(expression);
    EXPECT_FALSE(used.empty()) << expression;
    for (const std::string& name : used) EXPECT_TRUE(known.contains(name)) << name << " in " << expression;
}

TEST(Vocabulary, HasWhatTheRulesAskFor)
{
    for (const std::string& expression :
         matches(text_of(monitoring / "prometheus" / "efm_pgpool.rules.yml"), "expr: ([^|\n][^\n]*)")) {
        expect_known(expression);
    }
    for (const std::string& series :
         matches(text_of(monitoring / "prometheus" / "efm_pgpool.rules.test.yml"), "series: '([^{]+)")) {
        expect_known(series);
    }
}

TEST(Vocabulary, IsThatOfTheCollectorWithTheSameWords)
{
    const std::string collector = text_of(monitoring / "prometheus" / "efm_extension.collector.yml");
    std::set<std::string> said;
    for (const efm::MetricFamily& family : efm::metric_families()) {
        if (family.name.starts_with("efm_pgpool_")) continue;
        const std::string block = "metric_name: " + std::string(family.name) +
                                  "\n    type: " + std::string(family.type) + "\n    help: \"" +
                                  std::string(family.help) + "\"\n";
        EXPECT_NE(collector.find(block), std::string::npos) << block;
        said.emplace(family.name);
    }
    EXPECT_EQ(matches(collector, "metric_name: ([a-z_]+)\n"), said);
}

class Dashboard : public ::testing::Test {
protected:
    const json dashboard_ = json::parse(text_of(monitoring / "grafana" / "efm_pgpool.json"));

    std::vector<json> panels() const
    {
        std::vector<json> all;
        for (const json& panel : dashboard_["panels"]) {
            if (panel["type"] != "row" && panel["type"] != "text") all.push_back(panel);
        }
        return all;
    }
};

TEST_F(Dashboard, CanBeProvisioned)
{
    EXPECT_TRUE(dashboard_["id"].is_null());
    EXPECT_EQ(dashboard_["uid"], "efm-pgpool");
    EXPECT_FALSE(dashboard_.contains("__inputs"));
    EXPECT_EQ(dashboard_.dump().find("${DS_"), std::string::npos);
    EXPECT_EQ(dashboard_["templating"]["list"][0]["type"], "datasource");
    EXPECT_EQ(dashboard_["templating"]["list"][0]["name"], "datasource");
}

// What @grafana/schema 13.2.3 requires, as far as a dashboard that Grafana takes all the same may lack it.
TEST_F(Dashboard, HasWhatGrafanasSchemaRequires)
{
    for (const json& panel : panels()) {
        const json options = panel.value("options", json::object());
        EXPECT_TRUE(!options.contains("legend") || options["legend"].contains("calcs")) << panel["title"];
    }
    for (const json& variable : dashboard_["templating"]["list"]) {
        EXPECT_TRUE(!variable.contains("current") || variable["current"].contains("value")) << variable["name"];
    }
}

TEST_F(Dashboard, AsksTheChosenSourceForWhatThereIs)
{
    std::set<int> ids;
    for (const json& panel : panels()) {
        EXPECT_TRUE(ids.insert(panel["id"].get<int>()).second) << panel["title"];
        EXPECT_EQ(panel["datasource"]["uid"], "${datasource}") << panel["title"];
        EXPECT_FALSE(panel["description"].get<std::string>().empty()) << panel["title"];
        ASSERT_FALSE(panel["targets"].empty()) << panel["title"];
        for (const json& target : panel["targets"]) {
            EXPECT_EQ(target["datasource"]["uid"], "${datasource}") << panel["title"];
            EXPECT_NE(target["expr"].get<std::string>().find("cluster=~\"$cluster\""), std::string::npos) << target;
            expect_known(target["expr"]);
        }
    }
    EXPECT_GE(ids.size(), 12U);
}

TEST_F(Dashboard, HasPanelsThatDoNotOverlap)
{
    std::set<std::pair<int, int>> taken;
    for (const json& panel : dashboard_["panels"]) {
        const json& place = panel["gridPos"];
        EXPECT_LE(place["x"].get<int>() + place["w"].get<int>(), 24) << panel["title"];
        for (int x = place["x"]; x < place["x"].get<int>() + place["w"].get<int>(); ++x) {
            for (int y = place["y"]; y < place["y"].get<int>() + place["h"].get<int>(); ++y) {
                EXPECT_TRUE(taken.insert({x, y}).second) << panel["title"] << " at " << x << ", " << y;
            }
        }
    }
}

}  // namespace
