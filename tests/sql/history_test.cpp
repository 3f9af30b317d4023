// The history, and what must not harm the collector.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "eventually.hpp"
#include "extension_server.hpp"
#include "fake_pcp_server.hpp"
#include "live.hpp"
#include "session.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;
using support::eventually;

constexpr const char* other = R"({"nodes":{"172.17.0.3":{"type":"Primary","db":"UP"}}})";

class History : public support::LiveTest {
protected:
    static std::string kept(const std::string& more = "")
    {
        return "efm.bgw_enabled = on\nefm.bgw_interval = 1s\nefm.bgw_persist_history = on\n" + more;
    }

    static int rows(const ExtensionServer& server)
    {
        return std::stoi(server.sql("SELECT count(*) FROM efm_extension.efm_status_history"));
    }

    // Whether that is among what is announced.
    static bool is_said(const sql_test::Session& listener, const std::string& words)
    {
        const auto is_among_them = [&] {
            const auto said = listener.notifications();
            return std::ranges::any_of(said, [&](const std::string& one) { return one.find(words) != one.npos; });
        };
        return eventually(is_among_them, std::chrono::seconds{60});
    }

    static bool polls_on(const ExtensionServer& server)
    {
        server.efm().forget_calls();
        return eventually([&] { return server.efm().count("cluster-status-json") >= 2; });
    }
};

TEST_F(History, IsARowForAChangeAndNoneForAPollWithout)
{
    ExtensionServer server(Preload::yes, kept());
    ASSERT_TRUE(eventually([&] { return rows(server) == 1; })) << server.server().log_text();
    const sql_test::Session listener(server.login());
    listener.value("LISTEN efm_events");
    EXPECT_TRUE(polls_on(server));
    EXPECT_EQ(rows(server), 1);
    server.efm().print_status(other);
    EXPECT_TRUE(eventually([&] { return rows(server) == 2; }));
    std::vector<std::string> said;
    EXPECT_TRUE(eventually([&] { return !(said = listener.notifications()).empty(); }));
    EXPECT_EQ(said, std::vector<std::string>{"172.17.0.3: Standby -> Primary; 172.17.0.2 left"});
    EXPECT_EQ(server.sql("SELECT event FROM efm_extension.cluster_events"),
              "172.17.0.3: Standby -> Primary; 172.17.0.2 left");
}

// Of EFM, the pools and the servers: a pool has attached whom nobody reaches.
TEST_F(History, AnnouncesWhatDoesNotAgree)
{
    ExtensionServer server(Preload::yes, kept());
    server.efm().print_status(
        R"({"nodes":{"127.0.0.1":{"type":"Primary","db":"UP"},"127.0.0.2":{"type":"Standby","db":"UP"}}})");
    const sql_test::Session listener(server.login());
    listener.value("LISTEN efm_events");
    support::FakePcpServer pool(support::pool_of(2));
    pool.change([](support::FakePool& changed) { changed.backends[1].host = "127.0.0.2"; });
    server.name_pool(pool.port());
    EXPECT_TRUE(is_said(listener, "127.0.0.2:5433 is attached in pool"));
    pool.change([](support::FakePool& changed) { changed.backends[1].status = pcp::NodeStatus::down; });
    EXPECT_TRUE(is_said(listener, "no longer: 127.0.0.2:5433 is attached in pool"));
}

// Without EFM the pools and servers are looked at all the same, and that it cannot be seen is an event.
TEST_F(History, AnnouncesThatEfmCannotBeSeen)
{
    ExtensionServer server(Preload::yes, kept());
    support::FakePcpServer pool(support::pool_of(2));
    server.name_pool(pool.port());
    const sql_test::Session listener(server.login());
    listener.value("LISTEN efm_events");
    server.efm().exit_with(3);
    server.efm().print_status("");
    EXPECT_TRUE(is_said(listener, "EFM cannot be seen"));
    const int before = pool.connections();
    EXPECT_TRUE(eventually([&] { return pool.connections() > before; }, std::chrono::seconds{60}));
}

TEST_F(History, AnnouncesAChangeOnceItCanBeWritten)
{
    ExtensionServer server(Preload::yes, kept());
    ASSERT_TRUE(eventually([&] { return rows(server) == 1; }));
    const sql_test::Session listener(server.login());
    listener.value("LISTEN efm_events");
    server.sql("ALTER TABLE efm_extension.efm_status_history ADD CONSTRAINT fails CHECK (false) NOT VALID");
    server.efm().print_status(other);
    EXPECT_TRUE(eventually([&] { return server.server().log_text().find("\"fails\"") != std::string::npos; }));
    server.sql("ALTER TABLE efm_extension.efm_status_history DROP CONSTRAINT fails");
    EXPECT_TRUE(is_said(listener, "172.17.0.3: Standby -> Primary; 172.17.0.2 left"));
}

TEST_F(History, MayBeARowForEachPoll)
{
    ExtensionServer server(Preload::yes, kept("efm.history_period = 0\n"));
    EXPECT_TRUE(eventually([&] { return rows(server) >= 3; }));
}

TEST_F(History, IsWrittenInADatabaseThatIsReadOnlyByDefault)
{
    ExtensionServer server(Preload::yes, kept("efm.history_period = 0\n"));
    server.sql("ALTER DATABASE postgres SET default_transaction_read_only = on");
    const int before = rows(server);
    EXPECT_TRUE(eventually([&] { return rows(server) >= before + 2; }));
}

// Each of these once took the whole server down.
TEST_F(History, WhatFailsEndsItsWriterAlone)
{
    ExtensionServer server(Preload::yes, kept("efm.history_period = 0\n"));
    ASSERT_TRUE(eventually([&] { return rows(server) >= 1; }));
    server.sql(
        "CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';"
        "CREATE TRIGGER fails BEFORE INSERT ON efm_extension.efm_status_history "
        "FOR EACH ROW EXECUTE FUNCTION fails()");
    EXPECT_TRUE(polls_on(server));
    server.sql("DROP EXTENSION efm_extension CASCADE");
    EXPECT_TRUE(polls_on(server));
    server.efm().print_status("no JSON");
    server.efm().forget_calls();
    EXPECT_TRUE(eventually([&] { return server.efm().count("cluster-status-json") >= 2; }));
    EXPECT_THAT(server.server().log_text(), ::testing::Not(::testing::HasSubstr("terminated by signal")));
}

// The writer is a superuser, and would run a stranger's triggers.
TEST_F(History, IsNotWrittenToATableThatIsNotTheExtensions)
{
    ExtensionServer server(Preload::yes, kept("efm.history_period = 0\n"));
    ASSERT_TRUE(eventually([&] { return rows(server) >= 1; }));
    server.sql(
        "DROP EXTENSION efm_extension CASCADE; CREATE SCHEMA IF NOT EXISTS efm_extension; "
        "CREATE TABLE efm_extension.efm_status_history (status_json jsonb, collected_at timestamptz)");
    EXPECT_TRUE(polls_on(server));
    EXPECT_TRUE(polls_on(server));
    EXPECT_EQ(rows(server), 0);
}

TEST_F(History, ADatabaseThatIsNotThereIsTheWritersTrouble)
{
    ExtensionServer server(Preload::yes, kept("efm.bgw_database = 'nowhere'\n"));
    EXPECT_TRUE(polls_on(server));
    EXPECT_EQ(server.sql("SELECT (efm_extension.efm_cluster_status_json() -> 'nodes') IS NOT NULL"), "t");
}

TEST_F(History, BeginsWithThePromotionOfAStandby)
{
    ExtensionServer server(Preload::yes, kept("efm.history_period = 0\n"), 2);
    ASSERT_TRUE(eventually([&] { return rows(server) >= 1; }));
    server.server().stop();
    server[1].promote();
    const std::string count = "SELECT count(*) FROM efm_extension.efm_status_history";
    const int before = std::stoi(server[1].sql(count));
    EXPECT_TRUE(eventually([&] { return std::stoi(server[1].sql(count)) > before; }));
}

}  // namespace
