// How the client gets to a server: names with several addresses, IPv4, IPv6, Unix sockets, and nobody there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "fake_pcp_server.hpp"
#include "pcp/client.hpp"
#include "pcp/resolver.hpp"
#include "watched.hpp"

namespace {

using fault_test::failure_of;
using fault_test::word;
using std::chrono::milliseconds;
using support::FakePcpServer;
using support::pool_of;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Transport, ReachesANameThroughWhicheverOfItsAddressesListens)
{
    for (const pcp::IpAddress& address : pcp::resolve("localhost", {})) {
        FakePcpServer server{pool_of(3), {.address = to_string(address)}};
        pcp::Options options = server.options();
        options.host = "localhost";
        EXPECT_EQ(pcp::Client{options}.node_count(), 3) << server.address();
    }
}

TEST(Transport, SpeaksIPv6)
{
    std::unique_ptr<FakePcpServer> server;
    try {
        server = std::make_unique<FakePcpServer>(pool_of(3), support::FakePcpSettings{.address = "::1"});
    } catch (const std::system_error& e) {
        GTEST_SKIP() << e.what();
    }
    EXPECT_EQ(pcp::Client{server->options()}.node_count(), 3);

    server->refuse_connections();
    const pcp::Error error = failure_of([&] { pcp::Client{server->options()}; });
    EXPECT_THAT(error.what(), HasSubstr("[::1]:" + std::to_string(server->port())));
}

class UnixTransport : public ::testing::Test {
protected:
    UnixTransport()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "pcp_socket.XXXXXX";
        directory_ = mkdtemp(pattern.data());
    }
    ~UnixTransport() override { std::filesystem::remove_all(directory_); }

    std::string directory_;
};

TEST_F(UnixTransport, SpeaksThroughASocketInADirectory)
{
    FakePcpServer server{pool_of(3), {.address = directory_, .port = 9898}};
    EXPECT_TRUE(pcp::Client{server.options()}.detach(1).received);
    EXPECT_TRUE(std::filesystem::exists(directory_ + "/.s.PGSQL.9898"));
}

TEST_F(UnixTransport, NamesTheSocketThatIsNotThere)
{
    pcp::Options options;
    options.host = directory_;
    options.port = 9898;
    const pcp::Error error = failure_of([&] { pcp::Client{options}; });
    EXPECT_EQ(word(error.kind()), "unreachable");
    EXPECT_THAT(error.what(), HasSubstr(directory_ + "/.s.PGSQL.9898"));

    options.host = "/" + std::string(200, 'x');
    EXPECT_EQ(word(failure_of([&] { pcp::Client{options}; }).kind()), "unreachable");
}

TEST(Transport, FindsNobodyThereAtOnceAndAServerThatCameBack)
{
    FakePcpServer server;
    server.refuse_connections();
    const pcp::Error error = failure_of([&] { pcp::Client{server.options()}; }, milliseconds{0});
    EXPECT_EQ(word(error.kind()), "unreachable");
    EXPECT_EQ(word(error.delivery()), "not sent");
    EXPECT_THAT(error.what(), AllOf(HasSubstr("127.0.0.1:" + std::to_string(server.port())), HasSubstr("refused")));

    server.accept_connections();
    EXPECT_EQ(pcp::Client{server.options()}.node_count(), 3);
}

TEST(Transport, NamesAHostThatHasNoAddress)
{
    pcp::Options options;
    options.host = std::string(300, 'x');
    const pcp::Error error = failure_of([&] { pcp::Client{options}; });
    EXPECT_EQ(word(error.kind()), "unreachable");
    EXPECT_EQ(word(error.delivery()), "not sent");
    EXPECT_THAT(error.what(), HasSubstr("cannot resolve"));
}

}  // namespace
