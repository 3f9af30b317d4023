// Three real Pgpools under one watchdog, on loopback addresses of their own, shared by the tests of a suite and put in
// order before each.
#pragma once

#include <array>

#include "several_pools.hpp"

class WatchdogFixture : public SeveralPools {
protected:
    static constexpr std::chrono::seconds an_election{60};  // takes 6 to 10 s where nothing else runs

    static void TearDownTestSuite() { house_.reset(); }

    // Of each pool, before the first test.
    static void set(support::ConfigValues settings) { settings_ = std::move(settings); }

    void SetUp() override
    {
        if (!support::require_live()) return;
        if (!house_) house_ = std::make_unique<House>();
        for (const bool begun : {false, true}) {
            for (int i = 0; i < 3; ++i) bring_up(i, begun);
        }
        ASSERT_TRUE(support::eventually([] { return is_whole(); }, an_election))
            << "the members do not find each other";
        for (int id = 0; id < 3; ++id) bring_in(id);
    }

    static support::PgpoolServer& pool(int i) { return *house_->pools.at(static_cast<std::size_t>(i)); }
    static support::PostgresServer& server(int i) { return house_->servers[static_cast<std::size_t>(i)]; }
    static std::string pool_address(int i) { return "127.0.0.3" + std::to_string(i + 1); }

    static std::string pool_name(int i) { return pool_address(i) + ':' + std::to_string(pool(i).pcp().port); }

    // As one of them sees it. Empty while it does not answer.
    static std::optional<pcp::WatchdogReport> report(int i)
    {
        try {
            return client(pool(i)).watchdog();
        } catch (const pcp::Error&) {
            return std::nullopt;
        }
    }

    // The second is left alone.
    static void lose_quorum()
    {
        pool(0).kill9();
        pool(2).kill9();
        EXPECT_TRUE(support::eventually([] { return quorum() == pcp::Quorum::absent; }, an_election));
    }

    // As the second sees it.
    static std::optional<pcp::Quorum> quorum()
    {
        const auto seen = report(1);
        return seen ? std::optional{seen->quorum} : std::nullopt;
    }

    // Whoever leads, as the second sees it: it need not be the first.
    static int leader()
    {
        std::string host;
        const auto somebody_leads = [&] {
            const auto seen = report(1);
            if (seen) host = seen->leader_host;
            return host.starts_with("127.");
        };
        EXPECT_TRUE(support::eventually(somebody_leads, an_election));
        return host == pool_address(0) ? 0 : host == pool_address(1) ? 1 : 2;
    }

    // With its leader, and two that follow it, in everybody's eyes.
    static bool is_whole()
    {
        for (int i = 0; i < 3; ++i) {
            const auto seen = report(i);
            if (!seen || std::ranges::count(seen->nodes, 4, &pcp::WatchdogNode::state) != 1) return false;
            if (std::ranges::count(seen->nodes, 7, &pcp::WatchdogNode::state) != 2) return false;
        }
        return true;
    }

    static bool attached_in_all(int id)
    {
        return attached(pool(0), id) && attached(pool(1), id) && attached(pool(2), id);
    }

private:
    struct House {
        support::PostgresCluster servers;
        support::TempDir dir;
        std::vector<std::string> addresses{pool_address(0), pool_address(1), pool_address(2)};
        support::PortLease sql_port{addresses};
        support::PortLease pcp_port{addresses};
        std::array<support::PortLease, 3> watchdog_ports;
        std::vector<std::unique_ptr<support::PgpoolServer>> pools;

        House()
        {
            for (int i = 0; i < 3; ++i) add(i);
        }

        // The second is the one that the hooks know by name: neither the leader nor all of them.
        void add(int i)
        {
            support::PgpoolOptions options;
            options.address = pool_address(i);
            options.sql_port = sql_port.number();
            options.pcp_port = pcp_port.number();
            options.node_id = i;
            options.watchdog_conf = support::with_values(support::config_sample("pgpool-watchdog.conf"), watchdog(i));
            options.settings = settings_;
            options.hooks = {{"pool", pool_address(1) + ':' + std::to_string(pcp_port.number())},
                             {"mode", "watchdog"},
                             {"pcp.passfile", passfile(dir)},
                             {"server.user", "postgres"}};
            options.started = false;
            pools.push_back(std::make_unique<support::PgpoolServer>(servers, options));
        }

        // `external`: what a member notices by its connections alone, without the heartbeats that a busy machine
        // sends late.
        support::ConfigValues watchdog(int node) const
        {
            support::ConfigValues values{{"wd_priority", std::to_string(10 - node)},
                                         {"wd_lifecheck_method", "'external'"}};
            for (int i = 0; i < 3; ++i) {
                const std::string n = std::to_string(i);
                values["hostname" + n] = '\'' + pool_address(i) + '\'';
                values["wd_port" + n] = std::to_string(watchdog_ports.at(static_cast<std::size_t>(i)).number());
                values["pgpool_port" + n] = std::to_string(sql_port.number());
            }
            return values;
        }
    };

    static void bring_up(int i, bool begun)
    {
        if (begun)
            pool(i).wait_until_ready();
        else if (!pool(i).is_running())
            pool(i).begin_start();
    }

    static void bring_in(int id)
    {
        if (!server(id).is_running()) server(id).start();
        if (!attached_in_all(id)) client(pool(leader())).attach(id);
        EXPECT_TRUE(support::eventually([id] { return attached_in_all(id); }, std::chrono::seconds{60}));
    }

    static inline support::ConfigValues settings_;
    static inline std::unique_ptr<House> house_;
};
