// The fixture itself: what the other live tests take for granted.
#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "config_text.hpp"
#include "crash_check.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "pcp_knock.hpp"
#include "pgpool_server.hpp"
#include "postgres_cluster.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using support::eventually;
using support::PgpoolServer;
using support::PostgresCluster;
using support::query_value;
using ::testing::AnyOf;

class Cluster : public support::LiveTest {};

TEST_F(Cluster, StreamsAndIsShownByPgpoolWithOnePrimary)
{
    const PostgresCluster postgres;
    const PgpoolServer pgpool{postgres};
    std::printf("set-up: three servers %ld ms, pgpool %ld ms\n", static_cast<long>(postgres.setup_time().count()),
                static_cast<long>(pgpool.setup_time().count()));

    const auto nodes = pgpool.nodes();
    ASSERT_EQ(nodes.size(), 3U);
    for (std::size_t id = 0; id < 3; ++id) {
        EXPECT_EQ(nodes[id].at("hostname"), postgres[id].address());
        EXPECT_THAT(nodes[id].at("status"), AnyOf("up", "waiting"));
        EXPECT_EQ(nodes[id].at("role"), id == 0 ? "primary" : "standby");
    }
}

TEST_F(Cluster, ServesReadsAndWritesThroughPgpool)
{
    const PostgresCluster postgres;
    const PgpoolServer pgpool{postgres};

    query_value(pgpool.login(), "CREATE TABLE t AS SELECT 42 AS answer");

    EXPECT_EQ(postgres[0].sql("SELECT answer FROM t"), "42");
    EXPECT_TRUE(
        eventually([&] { return postgres[2].sql("SELECT count(*) FROM pg_class WHERE relname = 't'") == "1"; }));
    EXPECT_EQ(query_value(pgpool.login(), "SELECT answer FROM t"), "42");
}

TEST_F(Cluster, AsksTheMonitorForItsPassword)
{
    const PostgresCluster postgres{1};
    auto login = postgres[0].monitor_login();
    EXPECT_EQ(query_value(login, "SELECT current_user"), "monitor");

    login.password = "wrong";
    EXPECT_THROW(query_value(login, "SELECT 1"), std::runtime_error);
}

TEST_F(Cluster, ServersStopStartDieAndHang)
{
    PostgresCluster postgres{2};
    postgres[1].stop();
    EXPECT_FALSE(support::is_accepting(postgres[1].login()));
    postgres[1].start();
    EXPECT_TRUE(postgres[1].in_recovery());

    postgres[1].kill9();
    EXPECT_FALSE(postgres[1].is_running());
    EXPECT_TRUE(support::processes_in(postgres[1].data_dir()).empty());
    postgres[1].start();
    EXPECT_TRUE(eventually([&] { return PostgresCluster::streams_to(postgres[0], 1); }));

    postgres[1].pause();
    EXPECT_TRUE(postgres[1].is_running());
    postgres[1].resume();
    EXPECT_TRUE(postgres[1].in_recovery());
}

TEST_F(Cluster, FailsOverByHandAndTakesTheOldPrimaryBack)
{
    PostgresCluster postgres;
    postgres[0].stop(support::StopMode::immediate);
    postgres[1].promote();
    postgres[2].follow(postgres[1]);
    EXPECT_TRUE(eventually([&] { return PostgresCluster::streams_to(postgres[1], 1); }));

    postgres[0].rebuild(postgres[1]);
    EXPECT_TRUE(eventually([&] { return PostgresCluster::streams_to(postgres[1], 2); }));
    EXPECT_TRUE(postgres[0].in_recovery());
}

TEST_F(Cluster, PgpoolRestartsWithOrWithoutItsMemory)
{
    const PostgresCluster postgres;
    PgpoolServer pgpool{postgres};
    support::run_tool({"/usr/sbin/pcp_detach_node", "-h", pgpool.pcp().host, "-p", std::to_string(pgpool.pcp().port),
                       "-U", pgpool.pcp().user, "-w", "-n", "2"},
                      {{"PCPPASSFILE", pgpool.pcp().passfile}});
    EXPECT_TRUE(eventually([&] { return pgpool.status(2) == "down"; }));

    pgpool.restart();
    EXPECT_EQ(pgpool.status(2), "down");
    pgpool.restart(PgpoolServer::StatusFile::drop);
    EXPECT_NE(pgpool.status(2), "down");

    pgpool.kill9();
    EXPECT_TRUE(support::processes_in(pgpool.dir()).empty());
    pgpool.start();
    EXPECT_EQ(pgpool.role(0), "primary");
}

TEST_F(Cluster, PgpoolsMainCanHangWhilePcpAnswers)
{
    const PostgresCluster postgres{1};
    const PgpoolServer pgpool{postgres};

    pgpool.pause_main();
    EXPECT_TRUE(support::pcp_answers(pgpool.pcp().host, pgpool.pcp().port));
    pgpool.resume_main();
}

TEST_F(Cluster, FillsAPoolWithSlotsThatNobodyServes)
{
    const PostgresCluster postgres{2};
    support::PgpoolOptions options;
    options.slots = 128;
    const PgpoolServer pgpool{postgres, options};

    const auto nodes = pgpool.nodes();
    ASSERT_EQ(nodes.size(), 128U);
    EXPECT_EQ(nodes[0].at("role"), "primary");
    EXPECT_THAT(nodes[1].at("status"), AnyOf("up", "waiting"));
    EXPECT_EQ(nodes[127].at("status"), "down");
    EXPECT_EQ(query_value(pgpool.login(), "SELECT 1"), "1");
}

// Pgpool says nothing about a setting that it does not know. SHOW does not know one: it looks for delegate_IP in small
// letters.
std::vector<std::string> settings_of(const std::string& sample)
{
    std::istringstream lines(support::config_sample(sample));
    std::vector<std::string> names;
    for (std::string line; std::getline(lines, line);) {
        const std::string name = line.substr(0, line.find(' '));
        if (!name.empty() && !name.starts_with('#') && name != "delegate_IP") names.push_back(name);
    }
    return names;
}

TEST_F(Cluster, PgpoolKnowsEverySettingOfTheSamples)
{
    const support::TempDir dir;
    support::write_text(dir / "watchdog.conf", support::config_sample("pgpool-watchdog.conf"));
    const PostgresCluster postgres;
    support::PgpoolOptions options;
    options.settings = {{"include", "'" + (dir / "watchdog.conf").string() + "'"}, {"use_watchdog", "off"}};
    const PgpoolServer pgpool{postgres, options};

    for (const char* sample : {"pgpool.conf", "pgpool-watchdog.conf"}) {
        for (const std::string& name : settings_of(sample)) {
            EXPECT_NO_THROW(query_value(pgpool.login(), "PGPOOL SHOW " + name)) << name;
        }
    }
    EXPECT_EQ(query_value(pgpool.login(), "PGPOOL SHOW heartbeat_hostname2"), "pgpool2");
}

TEST(ConfigText, ReplacesTheLineThatSetsANameAndAppendsWhatNoneSets)
{
    const std::string sample = "# port = 1\n#port = 2\nport = 5444\nportal = 'x'\n";

    EXPECT_EQ(support::with_values(sample, {{"port", "7"}, {"extra", "'y'"}}),
              "# port = 1\n#port = 2\nport = 7\nportal = 'x'\nextra = 'y'\n");
    EXPECT_EQ(support::with_values(sample, {{"port", ""}, {"absent", ""}}), "# port = 1\n#port = 2\nportal = 'x'\n");
}

TEST(CrashCheck, TellsACrashFromAKillByTheTest)
{
    EXPECT_EQ(support::crash_lines("LOG: server process (PID 7) was terminated by signal 9: Killed\n"), "");
    EXPECT_NE(support::crash_lines("LOG: server process (PID 7) was terminated by signal 11: Segmentation fault\n"),
              "");
    EXPECT_NE(support::crash_lines("PCP process with pid: 7 was terminated by segmentation fault\n"), "");
}

TEST(CrashCheck, CountsCrashedSessionsApartFromPgpoolsOtherProcesses)
{
    const std::string session =
        "2026-11-21 13:33:25.865: main pid 2: WARNING:  child process with pid: 7 was terminated by segmentation "
        "fault\n";
    const std::string worker =
        "2026-11-21 13:33:25.865: main pid 2: WARNING:  worker child process with pid: 8 was terminated by "
        "segmentation "
        "fault\n";

    EXPECT_EQ(support::crashed_sessions(session + worker + session), 2U);
    EXPECT_NONFATAL_FAILURE(support::check_log("pgpool", session + worker, support::Tolerated::sessions), "worker");
    EXPECT_NONFATAL_FAILURE(support::check_log("pgpool", session), "with pid: 7");
    support::check_log("pgpool", session, support::Tolerated::sessions);
}

}  // namespace
