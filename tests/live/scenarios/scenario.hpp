// What the rehearsals share. Each is a story: a row with what it does not promise yet, a house, acts, a verdict.
#pragma once

#include <gtest/gtest.h>

#include "contender.hpp"
#include "house.hpp"
#include "live.hpp"
#include "rehearsal.hpp"
#include "table.hpp"

namespace scenarios {

using support::heir;

class Scenario : public support::LiveTest {};

// Rows that the scripts of 2020 play too, where they are at hand. Where they are not, the table says so.
class SideBySide : public Scenario, public ::testing::WithParamInterface<Contender> {
protected:
    static const Contender& contender() { return GetParam(); }
};

// Rows that need hosts with cables.
class Network : public Scenario {
protected:
    void SetUp() override
    {
        if (!support::NetworkLab::is_possible()) GTEST_SKIP() << "network namespaces need root and ip";
        Scenario::SetUp();
    }
};

}  // namespace scenarios
