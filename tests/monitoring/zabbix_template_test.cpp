// What can be said of the template without a Zabbix; zabbix_test.cpp imports it into one.
#include "efm/zabbix_template.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

const std::string made = efm::zabbix_template();

std::vector<std::string> texts_of(const std::string& tag)
{
    const std::regex expression("<" + tag + ">([^<]*)</" + tag + ">");
    std::vector<std::string> found;
    for (std::sregex_iterator at(made.begin(), made.end(), expression), end; at != end; ++at) found.push_back((*at)[1]);
    return found;
}

TEST(ZabbixTemplate, IsTheOneThatIsCheckedIn)
{
    std::ifstream in(EFM_MONITORING "/zabbix/efm_pgpool_template.xml");
    const std::string checked_in{std::istreambuf_iterator<char>(in), {}};
    EXPECT_TRUE(checked_in == made) << "make it anew: pgpool_backend metrics --zabbix-template";
}

TEST(ZabbixTemplate, HasIdsThatZabbixTakesAndEachOnce)
{
    const auto ids = texts_of("uuid");
    EXPECT_GT(ids.size(), 40U);
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), ids.size());
    for (const std::string& id : ids) {
        EXPECT_TRUE(std::regex_match(id, std::regex("[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}"))) << id;
    }
}

// An id that changes makes a new item of it, and loses the old one's history.
TEST(ZabbixTemplate, KeepsTheIdsForEver)
{
    EXPECT_NE(made.find("<uuid>4850f677e0a540cea8fc71fb2957d607</uuid>\n          <name>Status</name>"),
              std::string::npos);
    EXPECT_NE(
        made.find(
            "<uuid>101cc4446b964b18882e38d0d6a29782</uuid>\n              <name>{#NODE}: behind the primary</name>"),
        std::string::npos);
}

TEST(ZabbixTemplate, AsksOnceAndTakesTheRestFromTheAnswer)
{
    const auto types = texts_of("type");
    const auto dependent = std::count(types.begin(), types.end(), "DEPENDENT");
    std::size_t masters = 0;
    for (std::size_t at = 0; (at = made.find("<master_item>", at)) != std::string::npos; ++at) ++masters;
    EXPECT_EQ(static_cast<std::size_t>(dependent), masters);
    const auto delays = texts_of("delay");
    EXPECT_EQ(std::count(delays.begin(), delays.end(), "30s"), 1);
    EXPECT_EQ(static_cast<std::size_t>(std::count(delays.begin(), delays.end(), "0")), masters);
}

TEST(ZabbixTemplate, HasTriggersOnItemsThatItHas)
{
    const auto keys = texts_of("key");
    const std::set<std::string> known(keys.begin(), keys.end());
    const std::regex item("/EFM and Pgpool-II by Zabbix agent/([a-z_.]+(?:\\[[^\\]]*\\])?)");
    const auto expressions = texts_of("expression");
    EXPECT_GT(expressions.size(), 10U);
    for (const std::string& expression : expressions) {
        std::size_t items = 0;
        for (std::sregex_iterator at(expression.begin(), expression.end(), item), end; at != end; ++at, ++items) {
            EXPECT_TRUE(known.contains((*at)[1])) << (*at)[1] << " in " << expression;
        }
        EXPECT_GT(items, 0U) << expression;
        EXPECT_EQ(expression.find("ITEM"), std::string::npos) << expression;
    }
}

}  // namespace
