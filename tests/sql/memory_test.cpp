// A session that asks for days.
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <sstream>

#include "extension_server.hpp"
#include "fake_pcp_server.hpp"
#include "live.hpp"
#include "session.hpp"
#include "temp_dir.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;

constexpr long allowed_growth = 1024;  // kB

// Of a process: what it holds.
struct Holding {
    long resident = 0;  // kB
    long peak = 0;      // of that
    std::ptrdiff_t descriptors = 0;
};

Holding holding_of(const std::string& pid)
{
    Holding holding;
    std::istringstream lines(support::read_text("/proc/" + pid + "/status"));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("VmRSS:")) holding.resident = std::stol(line.substr(6));
        if (line.starts_with("VmHWM:")) holding.peak = std::stol(line.substr(6));
    }
    const std::filesystem::directory_iterator descriptors("/proc/" + pid + "/fd");
    holding.descriptors = std::distance(begin(descriptors), end(descriptors));
    return holding;
}

class Memory : public support::LiveTest {
protected:
    static void SetUpTestSuite() { server_ = std::make_unique<ExtensionServer>(Preload::yes, "efm.cache_ttl = 300\n"); }
    static void TearDownTestSuite() { server_.reset(); }

    static inline std::unique_ptr<ExtensionServer> server_;
};

class MemoryOfASession : public Memory, public ::testing::WithParamInterface<const char*> {};

TEST_P(MemoryOfASession, StaysAsItIsThroughAHundredThousandCalls)
{
    const sql_test::Session session(server_->login());
    const std::string pid = session.value("SELECT pg_backend_pid()");
    const auto call = [&](int times) {
        session.value("DO $$ BEGIN FOR i IN 1.." + std::to_string(times) + " LOOP PERFORM " + GetParam() +
                      "; END LOOP; END $$");
    };
    call(5'000);
    const Holding before = holding_of(pid);
    call(100'000);
    const Holding after = holding_of(pid);
    EXPECT_LE(after.resident - before.resident, allowed_growth);
    EXPECT_EQ(after.descriptors, before.descriptors);
}

INSTANTIATE_TEST_SUITE_P(Of, MemoryOfASession,
                         ::testing::Values("efm_extension.efm_cluster_status_json()",
                                           "count(*) FROM efm_extension.efm_get_nodes()"),
                         [](const auto& call) {
                             return call.index == 0 ? std::string("StatusJson") : std::string("GetNodes");
                         });

// One query may call as often as many do: what a call takes of the query's memory, comes back at its end only.
TEST_F(Memory, OfAQueryStaysAsItIsThroughThousandsOfCalls)
{
    support::FakePcpServer pool(support::pool_of(3));
    server_->name_pool(pool.port());
    const sql_test::Session session(server_->login());
    const std::string pid = session.value("SELECT pg_backend_pid()");
    const auto call = [&](int times) {
        return session.value("SELECT count(*) FROM generate_series(1, " + std::to_string(times) +
                             ") AS i, LATERAL efm_extension.pgpool_node_list(i < 0)");
    };
    call(100);
    const long before = holding_of(pid).peak;
    EXPECT_EQ(call(2'000), "6000");
    EXPECT_LE(holding_of(pid).peak - before, allowed_growth);
}

}  // namespace
