// What SQL shows, by pg_regress: see sql/ and expected/.
#include <gtest/gtest.h>

#include "extension_server.hpp"
#include "live.hpp"

namespace {

using sql_test::ExtensionServer;
using sql_test::Preload;

class Regress : public support::LiveTest {
protected:
    static void expect_as_written(const ExtensionServer& server, const std::vector<std::string>& names)
    {
        const std::string difference = server.regress(names);
        EXPECT_TRUE(difference.empty()) << difference;
    }
};

TEST_F(Regress, OfAPreloadedServer)
{
    ExtensionServer server(Preload::yes);
    expect_as_written(server, {"surface", "manual", "errors", "arguments", "formats", "rights", "orders"});
}

// Every statement of the manual's runs, and the update to 1.1 from 1.0.
TEST_F(Regress, OfAServerWithoutPreloading)
{
    ExtensionServer server(Preload::no);
    expect_as_written(server, {"upgrade", "unloaded"});
}

}  // namespace
