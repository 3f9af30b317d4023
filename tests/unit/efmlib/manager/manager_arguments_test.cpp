#include "manager_arguments.hpp"

#include <gtest/gtest.h>

#include "efm/error.hpp"

namespace {

TEST(ManagerArguments, ACluster)
{
    for (const char* name :
         {"acct", "a", "Efm_5.4-east", "/etc/edb/efm-5.4/acct.properties", "/var/efm/a+b@c.properties"}) {
        EXPECT_EQ(efm::checked_cluster(name), name);
    }
    for (const char* name :
         {"", "-acct", ".", "..", ".hidden", "a b", "acct;id", "acct\n", "\xC3\xBC", "acct.properties",
          "../acct.properties", "/etc/../acct.properties", "/etc/a b.properties", "/etc/acct"}) {
        EXPECT_THROW(efm::checked_cluster(name), efm::Error) << name;
    }
    EXPECT_THROW(efm::checked_cluster(std::string(300, 'a')), efm::Error);
}

TEST(ManagerArguments, AnAddress)
{
    for (const char* host : {"10.20.30.11", "2001:db8::11", "pg-a.dc1.example.net", "db_1"}) {
        EXPECT_EQ(efm::host_argument({host, {}}), host);
    }
    for (const char* host : {"", "-switchover", "a b", "a'b", "`id`", "db/1", "db*", "fe80::1%eth0"}) {
        EXPECT_THROW(efm::host_argument({host, {}}), efm::Error) << host;
    }
    EXPECT_THROW(efm::host_argument({"10.20.30.11", 7800}), efm::Error);
    EXPECT_THROW(efm::host_argument({std::string(256, 'a'), {}}), efm::Error);
}

TEST(ManagerArguments, APriority)
{
    EXPECT_EQ(efm::priority_argument(0), "0");
    EXPECT_EQ(efm::priority_argument(1000), "1000");
    EXPECT_THROW(efm::priority_argument(-1), efm::Error);
    EXPECT_THROW(efm::priority_argument(1001), efm::Error);
}

TEST(ManagerArguments, AnErrorIsOneLineOfTheRightKind)
{
    try {
        efm::checked_cluster("a\nb\x1b[31m");
        ADD_FAILURE() << "no error";
    } catch (const efm::Error& error) {
        EXPECT_EQ(error.kind(), efm::Error::Kind::configuration);
        EXPECT_STREQ(error.what(),
                     "\"a b [31m\" is not a cluster's name (letters, digits, '_', '.', '-') or the absolute path of a "
                     ".properties file");
    }
}

}  // namespace
