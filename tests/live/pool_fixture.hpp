// Three servers and a pool, shared by the tests of a suite and put in order before each.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "eventually.hpp"
#include "live.hpp"
#include "pcp/client.hpp"
#include "pgpool_server.hpp"
#include "postgres_cluster.hpp"
#include "run.hpp"

class PoolFixture : public support::LiveTest {
protected:
    static constexpr int primary = 0;
    static constexpr int standby = 1;
    static constexpr int sibling = 2;

    static void TearDownTestSuite()
    {
        pool_.reset();
        servers_.reset();
    }

    void SetUp() override
    {
        if (!support::require_live()) return;
        if (!servers_) start();
        for (int id = 0; id < 3; ++id) {
            if (!servers()[index(id)].is_running()) servers()[index(id)].start();
            if (!is_attached(state_of(id).status)) client().attach(id);
            EXPECT_TRUE(support::eventually([&] { return is_attached(state_of(id).status); }));
        }
    }

    static void start(support::PgpoolOptions options = {})
    {
        servers_ = std::make_unique<support::PostgresCluster>();
        pool_ = std::make_unique<support::PgpoolServer>(*servers_, std::move(options));
    }

    static support::PostgresCluster& servers() { return *servers_; }
    static support::PgpoolServer& pool() { return *pool_; }
    static std::size_t index(int id) { return static_cast<std::size_t>(id); }
    static std::string address(int id) { return servers()[index(id)].address(); }

    static pcp::Client client()
    {
        const support::PcpEndpoint& pcp = pool().pcp();
        return pcp::Client{{.host = pcp.host, .port = pcp.port, .user = pcp.user, .password = pcp.password}};
    }

    // As PCP has it; and as SQL clients see it.
    static pcp::HealthStats state_of(int id) { return *client().health_stats(id); }
    static std::string shown_status(int id) { return pool().status(index(id)); }
    static std::string shown_role(int id) { return pool().role(index(id)); }

    // One of the programs, over the pool's settings file, with a log of the test's own.
    static efm::CommandResult run(const std::string& program, std::vector<std::string> arguments,
                                  std::chrono::milliseconds limit = std::chrono::seconds{90})
    {
        arguments.insert(arguments.end(), {"--config", pool().hooks_conf(), "--set", "log=" + log_path().string()});
        return support::run_program(program, arguments, {}, limit);
    }

    static bool logged(const std::string& words) { return log_text().find(words) != std::string::npos; }

    static std::string log_text()
    {
        std::ifstream file(log_path());
        return {std::istreambuf_iterator<char>(file), {}};
    }

    static std::filesystem::path log_path()
    {
        return pool().dir() / (::testing::UnitTest::GetInstance()->current_test_info()->name() + std::string(".log"));
    }

private:
    static inline std::unique_ptr<support::PostgresCluster> servers_;
    static inline std::unique_ptr<support::PgpoolServer> pool_;
};

// An exit code and the beginning of what was printed.
inline void expect_end(const efm::CommandResult& result, int exit, const std::string& words)
{
    EXPECT_EQ(result.exit_code, exit) << result.out << result.err;
    EXPECT_THAT(result.out, ::testing::HasSubstr(words));
}
