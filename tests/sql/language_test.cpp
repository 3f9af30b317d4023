// A server that does not speak English.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "extension_server.hpp"
#include "live.hpp"

namespace {

using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;
using ::testing::HasSubstr;

class Language : public support::LiveTest {};

// The published function read the words of messages, and granted nothing where they were German.
TEST_F(Language, OfTheServersMessagesDoesNotMatter)
{
    ExtensionServer server(Preload::yes, "lc_messages = 'de_DE.utf8'\n", 1, "de_DE.utf8");
    ASSERT_THAT(error_of(server.login(), "SELECT 1/0"), HasSubstr("FEHLER:  Division durch Null"));
    server.sql(
        "DROP EXTENSION efm_extension; CREATE EXTENSION efm_extension VERSION '1.1'; CREATE ROLE monitor1 LOGIN");
    EXPECT_EQ(server.sql("SELECT efm_extension.grant_access_to_user('monitor1')"), "t");
    server.sql("ALTER EXTENSION efm_extension UPDATE; CREATE ROLE monitor2 LOGIN");
    EXPECT_EQ(server.sql("SELECT efm_extension.grant_access_to_user('monitor2')"), "t");
    for (const char* monitor : {"monitor1", "monitor2"}) {
        for (const char* read : {"efm_cluster_status_json()", "efm_get_nodes()", "efm_metrics", "efm_nodes_details"}) {
            EXPECT_EQ(error_of(server.login(monitor), std::string("SELECT * FROM efm_extension.") + read), "") << read;
        }
        EXPECT_THAT(error_of(server.login(monitor), "SELECT efm_extension.efm_failover()"), HasSubstr("FEHLER"));
    }
    EXPECT_EQ(server.sql("SELECT efm_extension.revoke_access_from_user('monitor2')"), "t");
    EXPECT_THAT(error_of(server.login("monitor2"), "SELECT efm_extension.efm_get_nodes()"), HasSubstr("FEHLER"));
    EXPECT_EQ(server.sql("SELECT efm_extension.efm_disallow_node('10.9.9.9')"), "0");
}

}  // namespace
