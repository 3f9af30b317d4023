// The metrics of a real cluster, judged by promtool, and scraped by a real Prometheus from a real node_exporter.
#include <filesystem>

#include "daemon.hpp"
#include "monitored_cluster.hpp"
#include "port_lease.hpp"

namespace {

using support::Daemon;
using support::eventually;
using support::PortLease;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* promtool = "/usr/bin/promtool";
constexpr const char* prometheus = "/usr/bin/prometheus";
constexpr const char* node_exporter = "/usr/bin/prometheus-node-exporter";
const fs::path ours = EFM_MONITORING "/prometheus";

efm::CommandResult run_promtool(std::vector<std::string> words, const std::string& input = "")
{
    efm::Command command;
    command.argv = {promtool};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.input = input;
    command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{60});
    return efm::BoostCommandRunner{}.run(command);
}

class Rules : public ::testing::Test {
protected:
    void SetUp() override { monitoring::require_programs({promtool}); }
};

TEST_F(Rules, AreRulesAndFireWhenTheyShould)
{
    const auto checked = run_promtool({"check", "rules", ours / "efm_pgpool.rules.yml"});
    EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
    const auto tested = run_promtool({"test", "rules", ours / "efm_pgpool.rules.test.yml"});
    EXPECT_EQ(tested.exit_code, 0) << tested.out << tested.err;
}

class Prometheus : public monitoring::MonitoredCluster {
protected:
    void SetUp() override
    {
        if (monitoring::require_programs({promtool, prometheus, node_exporter})) MonitoredCluster::SetUp();
    }

    std::string address_of(const PortLease& port) const { return "127.0.0.1:" + std::to_string(port.number()); }

    void write_metrics() const
    {
        const auto result = run({"metrics", "--textfile", directory_ / "efm_pgpool.prom"});
        EXPECT_EQ(result.exit_code, 0) << result.out;
    }

    void start_exporter()
    {
        exporter_.start({node_exporter, "--collector.disable-defaults", "--collector.textfile",
                         "--collector.textfile.directory=" + directory_.path().string(),
                         "--web.listen-address=" + address_of(exporter_port_)});
    }

    // With our rules, and with everything faster than one would have it.
    void start_prometheus()
    {
        support::write_text(directory_ / "prometheus.yml",
                            "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n"
                            "rule_files: [" +
                                (ours / "efm_pgpool.rules.yml").string() +
                                "]\n"
                                "scrape_configs:\n"
                                "  - job_name: node\n"
                                "    static_configs: [{targets: ['" +
                                address_of(exporter_port_) + "']}]\n");
        prometheus_.start({prometheus, "--config.file=" + (directory_ / "prometheus.yml").string(),
                           "--storage.tsdb.path=" + (directory_ / "data").string(), "--log.level=warn",
                           "--web.listen-address=" + address_of(prometheus_port_)});
    }

    std::string query(const std::string& expression) const
    {
        return run_promtool({"query", "instant", "http://" + address_of(prometheus_port_), expression}).out;
    }

    void expect_comes_to(const std::string& expression, const std::string& value) const
    {
        EXPECT_TRUE(eventually([&] { return query(expression).find(" => " + value + " @") != std::string::npos; },
                               std::chrono::seconds{60}, std::chrono::milliseconds{200}))
            << expression << " is " << query(expression) << prometheus_.log_text() << exporter_.log_text();
    }

    PortLease exporter_port_;
    PortLease prometheus_port_;
    Daemon exporter_{directory_.path(), directory_ / "exporter.log"};
    Daemon prometheus_{directory_.path(), directory_ / "prometheus.log"};
};

TEST_F(Prometheus, FindsNoFaultInTheMetrics)
{
    const std::string text = metrics();
    const auto judged = run_promtool({"check", "metrics"}, text);
    EXPECT_EQ(judged.exit_code, 0) << judged.out << judged.err << text;
    EXPECT_EQ(judged.out + judged.err, "");
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_agreement{cluster=\"" + manager().name() + "\"} 1\n"));
    EXPECT_THAT(text, HasSubstr(",node=\"" + node(0) + "\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("efm_cluster_nodes{cluster=\"" + manager().name() + "\"} 3\n"));
}

TEST_F(Prometheus, ScrapesThemAndSeesWhatIsDetached)
{
    write_metrics();
    start_exporter();
    start_prometheus();
    expect_comes_to("up{job='node'}", "1");
    expect_comes_to("node_textfile_scrape_error", "0");
    expect_comes_to("efm_pgpool_agreement", "1");
    expect_comes_to("cluster:efm_pgpool_server_primaries:sum", "1");

    ASSERT_TRUE(detach(2));
    write_metrics();
    expect_comes_to("efm_pgpool_node_agrees{node='" + node(2) + "'}", "0");
    expect_comes_to("efm_pgpool_backend_attached{node='" + node(2) + "'}", "0");
    expect_comes_to("efm_pgpool_last_event_success{verb='detach'}", "1");
    expect_comes_to("ALERTS{alertname='EfmPgpoolDisagreement'}", "1");
}

TEST_F(Prometheus, IsToldThatNobodyAnswers)
{
    const auto result = support::run_program("pgpool_backend", {"metrics", "--pool", "127.0.0.1:1", "--set", "log=none",
                                                                "--set", "state_dir=" + directory_.path().string()});
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_THAT(result.out, HasSubstr("\nefm_pgpool_up{cluster=\"default\",pgpool=\"127.0.0.1:1\"} 0\n"));
    EXPECT_THAT(result.out, HasSubstr("\nefm_pgpool_agreement{cluster=\"default\"} 0\n"));
    EXPECT_EQ(run_promtool({"check", "metrics"}, result.out).exit_code, 0);
}

}  // namespace
