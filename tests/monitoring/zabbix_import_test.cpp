// The template, imported by a real Zabbix' API.
#include <gmock/gmock.h>

#include "live.hpp"
#include "monitored_cluster.hpp"
#include "zabbix_server.hpp"

namespace {

using monitoring::ZabbixServer;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* template_file = EFM_MONITORING "/zabbix/efm_pgpool_template.xml";

class ZabbixImport : public support::LiveTest {
protected:
    static void TearDownTestSuite() { zabbix_.reset(); }

    void SetUp() override
    {
        if (!support::require_live() || !monitoring::require_programs(ZabbixServer::programs())) return;
        if (!zabbix_) zabbix_ = std::make_unique<ZabbixServer>();
    }

    json parts(const std::string& method, const json& more = json::object()) const
    {
        json parameters{{"templated", true}, {"output", "extend"}};
        parameters.update(more);
        return zabbix_->call(method, parameters);
    }

    static inline std::unique_ptr<ZabbixServer> zabbix_;
};

TEST_F(ZabbixImport, TakesTheTemplateAndKeepsItsPartsWhenItComesAgain)
{
    if (!zabbix_) return;
    zabbix_->import(template_file);
    const json items = parts("item.get");
    EXPECT_EQ(items.size(), 10U);
    EXPECT_EQ(parts("discoveryrule.get").size(), 3U);
    EXPECT_EQ(parts("itemprototype.get").size(), 12U);
    EXPECT_EQ(parts("trigger.get").size(), 6U);
    EXPECT_EQ(parts("triggerprototype.get").size(), 7U);
    zabbix_->import(template_file);
    EXPECT_EQ(parts("item.get"), items);
}

TEST_F(ZabbixImport, WouldSayWhatIsWrongWithIt)
{
    if (!zabbix_) return;
    const support::TempDir directory;
    std::string text = support::read_text(template_file);
    text.replace(text.find("<type>DEPENDENT</type>"), 22, "<type>SOMETHING</type>");
    support::write_text(directory / "template.xml", text);
    try {
        zabbix_->import(directory / "template.xml");
        FAIL() << "it took a type that there is not";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("unexpected constant"));
    }
}

}  // namespace
