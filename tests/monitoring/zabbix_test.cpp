// The template in a real Zabbix, over a real agent that runs `pgpool_backend status --json` of a real cluster.
#include <algorithm>
#include <map>
#include <set>

#include "monitored_cluster.hpp"
#include "zabbix_server.hpp"

namespace {

using monitoring::ZabbixServer;
using nlohmann::json;
using support::eventually;
using namespace std::chrono_literals;

constexpr const char* template_file = EFM_MONITORING "/zabbix/efm_pgpool_template.xml";

class Zabbix : public monitoring::MonitoredCluster {
protected:
    void SetUp() override
    {
        if (!monitoring::require_programs(ZabbixServer::programs())) return;
        MonitoredCluster::SetUp();
        if (HasFatalFailure() || IsSkipped()) return;
        zabbix_ = std::make_unique<ZabbixServer>();
        zabbix_->import(template_file);
        zabbix_->watch(user_parameter());
        make_host();
    }

    // As an administrator would have it, but for the paths.
    std::string user_parameter() const
    {
        std::string line = "UserParameter=efm.pgpool.status," + support::built_program("pgpool_backend").string() +
                           " status --json --timeout 20s";
        for (const std::string& word : settings_of_agent(directory_)) line += " '" + word + "'";
        return line;
    }

    void make_host()
    {
        const json group = zabbix_->call("hostgroup.get", {{"filter", {{"name", {"Templates/Databases"}}}}});
        const json made =
            zabbix_->call("template.get", {{"filter", {{"host", {"EFM and Pgpool-II by Zabbix agent"}}}}});
        const json agent{{"type", 1},         {"main", 1}, {"useip", 1},
                         {"ip", "127.0.0.1"}, {"dns", ""}, {"port", std::to_string(zabbix_->agent_port())}};
        host_ =
            zabbix_->call("host.create", {{"host", "efm"},
                                          {"interfaces", {agent}},
                                          {"groups", {{{"groupid", group[0]["groupid"]}}}},
                                          {"templates", {{{"templateid", made[0]["templateid"]}}}},
                                          {"macros", {{{"macro", "{$EFM.PATIENCE}"}, {"value", "5s"}}}}})["hostids"][0];
    }

    // Does not wait for the half minute.
    void check_now() const
    {
        const json master =
            zabbix_->call("item.get", {{"hostids", host_}, {"filter", {{"key_", "efm.pgpool.status"}}}});
        zabbix_->call("task.create", json::array({{{"type", 6}, {"request", {{"itemid", master[0]["itemid"]}}}}}));
    }

    std::map<std::string, json> items() const
    {
        std::map<std::string, json> found;
        for (const json& item : zabbix_->call("item.get", {{"hostids", host_}, {"output", "extend"}})) {
            found[item["key_"]] = item;
        }
        return found;
    }

    template <typename Condition>
    bool comes_to(const Condition& condition) const
    {
        return eventually(
            [&] {
                check_now();
                return condition();
            },
            120s, 1s);
    }

    // The last value; "-" if none has come yet, since Zabbix shows zero then.
    std::string value(const std::string& key) const
    {
        const auto all = items();
        const auto found = all.find(key);
        if (found == all.end()) return "no such item";
        return found->second["lastclock"] == "0" ? "-" : found->second["lastvalue"].get<std::string>();
    }

    void expect_comes_to(const std::string& key, const std::string& wanted) const
    {
        EXPECT_TRUE(comes_to([&] { return value(key) == wanted; })) << key << ", wanted " << wanted << '\n' << state();
    }

    // Those whose value nobody knows have none: a primary lags behind nobody.
    std::size_t without_value() const
    {
        const auto all = items();
        return static_cast<std::size_t>(
            std::ranges::count_if(all, [](const auto& item) { return item.second["lastclock"] == "0"; }));
    }

    std::set<std::string> unsupported() const
    {
        std::set<std::string> keys;
        for (const auto& [key, item] : items()) {
            if (item["state"] != "0") keys.insert(key);
        }
        return keys;
    }

    // The box beside the host's name.
    bool is_green() const { return zabbix_->call("hostinterface.get", {{"hostids", host_}})[0]["available"] == "1"; }

    std::set<std::string> problems() const
    {
        std::set<std::string> names;
        const json parameters{
            {"hostids", host_}, {"filter", {{"value", 1}}}, {"expandDescription", true}, {"output", {"description"}}};
        for (const json& trigger : zabbix_->call("trigger.get", parameters)) names.insert(trigger["description"]);
        return names;
    }

    // What does not work, for people.
    std::string state() const
    {
        std::string text;
        for (const auto& [key, item] : items()) {
            if (key == "efm.pgpool.status") continue;
            text += key + " = " + item["lastvalue"].dump() + " at " + item["lastclock"].dump() + ' ' +
                    item["error"].get<std::string>() + '\n';
        }
        return text + zabbix_->logs();
    }

    std::unique_ptr<ZabbixServer> zabbix_;
    std::string host_;
};

TEST_F(Zabbix, ShowsAHealthyClusterInGreenAndADisagreementAsAProblem)
{
    const std::string in_pool = "[\"" + pool_name() + "\",\"";
    constexpr std::size_t all = 10 + 3 * 6 + 1 * 3 + 3 * 3;
    constexpr std::size_t unknown = 3;  // the primary's lag and age, the quorum of a watchdog that is off
    ASSERT_TRUE(comes_to([&] { return items().size() == all && without_value() == unknown; })) << state();
    EXPECT_TRUE(comes_to([&] { return unsupported().empty(); })) << state();
    expect_comes_to("efm.agrees", "1");
    expect_comes_to("efm.primary", node(0));
    expect_comes_to("efm.writable", "1");
    expect_comes_to("efm.manager", "1");
    expect_comes_to("efm.node.role[\"" + node(1) + "\"]", "standby");
    expect_comes_to("efm.node.lag[\"" + node(1) + "\"]", "0");
    expect_comes_to("efm.pool.answers[\"" + pool_name() + "\"]", "1");
    expect_comes_to("efm.backend.role" + in_pool + node(0) + "\"]", "primary");
    EXPECT_TRUE(comes_to([&] { return problems().empty(); })) << state();
    EXPECT_TRUE(comes_to([&] { return is_green(); })) << state();

    ASSERT_TRUE(detach(2));
    expect_comes_to("efm.node.agrees[\"" + node(2) + "\"]", "0");
    expect_comes_to("efm.backend.status" + in_pool + node(2) + "\"]", "down");
    EXPECT_TRUE(comes_to([&] { return problems().contains("EFM, pools and servers do not agree"); })) << state();
    EXPECT_TRUE(comes_to([&] { return problems().contains(node(2) + ": views differ"); })) << state();
    run({"attach", address(2)});
    EXPECT_TRUE(comes_to([&] { return problems().empty(); })) << state();
}

}  // namespace
