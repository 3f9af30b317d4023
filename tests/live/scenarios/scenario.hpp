// What the rehearsals share. Each is a story: a row with what it does not promise yet, a house, acts, a verdict.
#pragma once

#include <gtest/gtest.h>

#include "contender.hpp"
#include "house.hpp"
#include "live.hpp"
#include "rehearsal.hpp"
#include "table.hpp"

namespace scenarios {

class Scenario : public support::LiveTest {};

// Rows that the scripts of 2020 play too, where they are at hand. Where they are not, the table says so.
class SideBySide : public Scenario, public ::testing::WithParamInterface<Contender> {
protected:
    static const Contender& contender() { return GetParam(); }
};

}  // namespace scenarios
