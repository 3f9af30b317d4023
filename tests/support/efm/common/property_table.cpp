#include "property_table.hpp"

#include <map>

namespace standin {
namespace {

// clang-format off
const std::map<std::string, const char*> table{
    {"db.user", ""}, {"db.password.encrypted", ""}, {"script.db.password", ""}, {"script.db.password.retry", "10"},
    {"script.db.password.encrypted", "false"}, {"db.port", ""}, {"db.database", ""}, {"db.service.owner", ""},
    {"db.service.name", ""}, {"db.bin", ""}, {"db.data.dir", ""}, {"db.config.dir", ""}, {"jdbc.sslmode", "disable"},
    {"jdbc.properties", ""},
    {"user.email", ""}, {"from.email", "efm@localhost"}, {"notification.level", "INFO"},
    {"notification.text.prefix", ""}, {"script.notification", ""},
    {"bind.address", ""}, {"external.address", ""}, {"admin.port", "7809"}, {"primary.health.check.port", ""},
    {"is.witness", ""}, {"local.period", "10"}, {"local.timeout", "60"}, {"local.timeout.final", "10"},
    {"remote.timeout", "10"}, {"node.timeout", "50"}, {"encrypt.agent.messages", "false"},
    {"enable.stop.cluster", "true"}, {"stop.isolated.primary", "true"}, {"stop.failed.primary", "true"},
    {"primary.shutdown.as.failure", "false"}, {"update.physical.slots.period", "0"}, {"ping.server.ip", "8.8.8.8"},
    {"ping.server.command", "/bin/ping -q -c3 -w5"}, {"auto.allow.hosts", "false"}, {"stable.nodes.file", "false"},
    {"db.reuse.connection.count", "0"}, {"auto.failover", "true"}, {"auto.reconfigure", "true"},
    {"auto.rewind", "false"}, {"auto.basebackup", "false"}, {"promotable", "true"}, {"use.replay.tiebreaker", "true"},
    {"standby.restart.delay", "0"}, {"application.name", ""}, {"restore.command", ""}, {"backup.wal", "false"},
    {"reconfigure.num.sync", "false"}, {"reconfigure.num.sync.max", ""}, {"reconfigure.sync.primary", "false"},
    {"check.num.sync.period", "30"}, {"minimum.standbys", "0"}, {"priority.standbys", ""},
    {"recovery.check.period", "1"}, {"restart.connection.timeout", "60"}, {"auto.resume.period", "0"},
    {"auto.resume.startup.period", "0"}, {"auto.resume.failure.period", "0"},
    {"virtual.ip", ""}, {"virtual.ip.interface", ""}, {"virtual.ip.prefix", ""}, {"virtual.ip.single", "true"},
    {"check.vip.before.promotion", "true"}, {"check.vip.timeout", "60"}, {"release.vip.background", "true"},
    {"release.vip.pre.wait", "0"}, {"release.vip.post.wait", "0"},
    {"pgpool.enable", "false"}, {"pcp.user", ""}, {"pcp.host", ""}, {"pcp.port", ""}, {"pcp.pass.file", ""},
    {"pgpool.bin", ""},
    {"script.load.balancer.attach", ""}, {"script.load.balancer.detach", ""}, {"detach.on.agent.failure", "false"},
    {"script.fence", ""}, {"script.post.promotion", ""}, {"script.resumed", ""}, {"script.db.failure", ""},
    {"script.primary.isolated", ""}, {"script.remote.pre.promotion", ""}, {"script.remote.post.promotion", ""},
    {"script.custom.monitor", ""}, {"custom.monitor.interval", "60"}, {"custom.monitor.timeout", "60"},
    {"custom.monitor.safe.mode", "false"},
    {"sudo.command", "sudo"}, {"sudo.user.command", "sudo -u %u"}, {"lock.dir", ""}, {"pid.dir", ""}, {"log.dir", ""},
    {"syslog.host", "localhost"}, {"syslog.port", "514"}, {"syslog.protocol", "UDP"}, {"syslog.facility", "LOCAL1"},
    {"file.log.enabled", "true"}, {"syslog.enabled", "false"}, {"jgroups.loglevel", "INFO"}, {"efm.loglevel", "INFO"},
    {"jdbc.loglevel", "INFO"}, {"jvm.options", "-Xmx128m"}, {"efm.license", ""},
};
// clang-format on

}  // namespace

bool is_known_property(const std::string& key)
{
    return table.contains(key);
}

std::string default_of(const std::string& key, const Generation& generation)
{
    if (key == "detach.on.agent.failure" && generation.detaches_by_default_on_agent_failure()) return "true";
    if (key == "recovery.check.period" && generation == Generation{4, 0}) return "2";
    const auto found = table.find(key);
    return found == table.end() ? "" : found->second;
}

}  // namespace standin
