// The file for sql_exporter, as sql_exporter would use it: every query in a real server, by a role that may read.
#include <gmock/gmock.h>

#include <algorithm>
#include <regex>
#include <sstream>

#include "extension_server.hpp"
#include "live.hpp"

namespace {

struct CollectedMetric {
    std::string name;
    std::string columns;  // "cluster, node_ip, value": what sql_exporter demands, in any order
    std::string query;
};

std::string value_of(const std::string& line)
{
    const std::string value = line.substr(line.find(": ") + 2);
    return value.front() == '[' ? value.substr(1, value.size() - 2) : value;
}

std::vector<CollectedMetric> collected(const std::string& file)
{
    std::vector<CollectedMetric> metrics;
    std::istringstream lines(support::read_text(file));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("  - metric_name: ")) metrics.push_back({value_of(line), "", ""});
        if (line.starts_with("    key_labels: ")) metrics.back().columns = value_of(line);
        if (line.starts_with("    values: ")) metrics.back().columns += ", " + value_of(line);
        if (line.starts_with("      ")) metrics.back().query += line.substr(5);
    }
    return metrics;
}

class Collector : public support::LiveTest {};

TEST_F(Collector, FindsAValueForEveryMetric)
{
    if (!support::require_live()) return;
    sql_test::ExtensionServer server(sql_test::Preload::yes);
    server.efm().print_status(
        R"({"nodes":{"172.17.0.2":{"type":"Primary","db":"UP","vip":"172.17.0.9","vip_active":true,"lsn":"0/2"},)"
        R"("172.17.0.3":{"type":"Standby","db":"UP","lsn":"0/1"}}})");
    server.sql("CREATE ROLE watcher LOGIN; GRANT efm_read TO watcher");
    const auto metrics = collected(EFM_MONITORING "/prometheus/efm_extension.collector.yml");
    EXPECT_EQ(metrics.size(), 17U);
    for (const CollectedMetric& metric : metrics) {
        const std::string rows = "SELECT count(*) FROM (SELECT " + metric.columns + " FROM (" + metric.query +
                                 ") AS q WHERE value IS NOT NULL AND NOT (q IS NULL)) AS r";
        const std::string count = query_value(server.login("watcher"), rows);
        EXPECT_GE(std::stoi(count), 1) << metric.name << ": " << rows;
    }
}

}  // namespace
