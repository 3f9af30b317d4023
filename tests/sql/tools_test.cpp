// What we hand to others, judged by their own tools. tests/setup installs them.
#include <gtest/gtest.h>

#include "daemon.hpp"
#include "efm/command_runner.hpp"
#include "eventually.hpp"
#include "extension_server.hpp"
#include "live.hpp"
#include "port_lease.hpp"
#include "temp_dir.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;

// What the tool says; empty if it is content.
std::string objection(std::vector<std::string> argv, const std::string& input = "")
{
    efm::Command command;
    command.argv = std::move(argv);
    command.input = input;
    command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{30});
    const auto result = efm::BoostCommandRunner{}.run(command);
    return result.succeeded() && result.err.empty() ? "" : result.out + result.err + "(not content)";
}

// Debian's exporter of SQL, over the published view; and a Prometheus that scrapes it.
class Monitoring {
public:
    explicit Monitoring(const support::Login& login)
    {
        const std::string address = "127.0.0.1:";
        const std::string exported = address + std::to_string(exporter_port_.number());
        support::write_text(dir_ / "exporter.yml", exporter_settings(login));
        support::write_text(dir_ / "prometheus.yml",
                            "global: {scrape_interval: 1s, scrape_timeout: 1s}\nscrape_configs:\n- job_name: efm\n"
                            "  static_configs:\n  - targets: ['" +
                                exported + "']\n");
        exporter_.start({"/usr/bin/prometheus-sql-exporter", "-config.file", dir_ / "exporter.yml",
                         "-web.listen-address", exported});
        prometheus_.start({"/usr/bin/prometheus", "--config.file=" + (dir_ / "prometheus.yml").string(),
                           "--storage.tsdb.path=" + (dir_ / "data").string(),
                           "--web.listen-address=" + address + std::to_string(prometheus_port_.number())});
    }

    // What Prometheus knows: "{...} => 1 @[...]".
    std::string known(const std::string& query) const
    {
        efm::Command command;
        command.argv = {"promtool", "query", "instant", "http://127.0.0.1:" + std::to_string(prometheus_port_.number()),
                        query};
        command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{30});
        return efm::BoostCommandRunner{}.run(command).out;
    }

    std::string logs() const { return exporter_.log_text() + prometheus_.log_text(); }

private:
    static std::string exporter_settings(const support::Login& login)
    {
        return "jobs:\n- name: efm\n  interval: '1s'\n  connections: ['postgres://" + login.user + "@" + login.host +
               ":" + std::to_string(login.port) +
               "/postgres?sslmode=disable']\n  queries:\n  - name: efm_node_status\n    help: 'whether the agent "
               "runs'\n"
               "    labels: [node_ip, node_type]\n    values: [value]\n"
               "    query: \"SELECT labels ->> 'node_ip' AS node_ip, labels ->> 'node_type' AS node_type, value "
               "FROM efm_extension.efm_metrics WHERE metric_name = 'efm_node_status'\"\n";
    }

    support::TempDir dir_;
    support::PortLease exporter_port_;
    support::PortLease prometheus_port_;
    support::Daemon exporter_{dir_.path(), dir_ / "exporter.log"};
    support::Daemon prometheus_{dir_.path(), dir_ / "prometheus.log"};
};

class Tools : public support::LiveTest {};

TEST_F(Tools, PromtoolFindsNothingAmissWithTheMetrics)
{
    ExtensionServer server(Preload::yes);
    const std::string metrics = "SELECT efm_extension.prometheus_metrics()";
    EXPECT_EQ(objection({"promtool", "check", "metrics"}, server.sql(metrics)), "");
    server.efm().exit_with(3);
    server.efm().print_status("");
    server.sql("SELECT efm_extension.efm_invalidate_cache()");
    EXPECT_EQ(objection({"promtool", "check", "metrics"}, server.sql(metrics)), "");
    EXPECT_NE(objection({"promtool", "check", "metrics"}, "9lives 1\n"), "");
}

TEST_F(Tools, APrometheusScrapesThroughAnExporter)
{
    ExtensionServer server(Preload::yes, "efm.bgw_enabled = on\n");
    server.sql("CREATE ROLE monitoring LOGIN; SELECT efm_extension.grant_access_to_user('monitoring')");
    const Monitoring monitoring(server.login("monitoring"));
    const auto knows = [&](const std::string& query, const std::string& value) {
        return support::eventually([&] { return monitoring.known(query).find("=> " + value) != std::string::npos; },
                                   std::chrono::seconds{60}, std::chrono::milliseconds{200});
    };
    EXPECT_TRUE(knows("sql_efm_node_status{node_ip=\"172.17.0.2\", node_type=\"Primary\"}", "1")) << monitoring.logs();
    EXPECT_TRUE(knows("count(sql_efm_node_status)", "2")) << monitoring.logs();
}

TEST_F(Tools, SudoUnderstandsItsRules)
{
    EXPECT_EQ(objection({"/usr/sbin/visudo", "-c", "-f", EFM_CONFIG_SAMPLES "/sudoers.efm_extension"}), "");
    EXPECT_NE(objection({"/usr/sbin/visudo", "-c", "-f", EFM_CONFIG_SAMPLES "/hooks.conf"}), "");
}

}  // namespace
