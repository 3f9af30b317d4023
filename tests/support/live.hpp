// Tests that need real servers.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace support {

// The paths of the programs: PostgreSQL's of the release that the extension is built for, else found in PATH.
std::string postgres_program(const std::string& name);
std::string pgpool_program();

// True if the servers are there. Otherwise the running test is skipped, naming what is missing; under REQUIRE_LIVE=1 it
// fails. The test has to return then.
bool require_live();

// A test that runs with real servers or not at all.
class LiveTest : public ::testing::Test {
protected:
    void SetUp() override { require_live(); }
};

}  // namespace support
