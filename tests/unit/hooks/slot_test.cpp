#include "slot.hpp"

#include <gmock/gmock.h>

#include "efm/error.hpp"

namespace {

using efm::Party;

struct Row {
    const char* name;
    Party party;
    bool forgives;
};

class SlotContract : public ::testing::TestWithParam<Row> {};

TEST_P(SlotContract, SaysWhoseWordItIsAndWhatAFailureDoes)
{
    const std::string name = GetParam().name;
    const hooks::Slot& slot = hooks::slot_of(name);
    EXPECT_EQ(slot.party, GetParam().party);
    EXPECT_EQ(slot.forgives, GetParam().forgives);
    EXPECT_EQ(hooks::slot_in({"10.0.0.1", "--as", name}), &slot);
    EXPECT_EQ(hooks::slot_in({"--as=" + name, "p"}), &slot);
}

INSTANTIATE_TEST_SUITE_P(Each, SlotContract,
                         ::testing::Values(Row{"lb", Party::manager, false},
                                           Row{"post-promotion", Party::manager, false},
                                           Row{"fence", Party::manager, true}, Row{"monitor", Party::suite, true},
                                           Row{"follow", Party::pool, false}));

TEST(Slot, IsRefusedIfThereIsNoSuchOne)
{
    EXPECT_THROW(hooks::slot_of("fencing"), efm::Error);
    EXPECT_EQ(hooks::slot_in({"--as", "fencing"}), nullptr);
    EXPECT_EQ(hooks::slot_in({"--as"}), nullptr);
    EXPECT_EQ(hooks::slot_in({"fence"}), nullptr);
    EXPECT_EQ(hooks::slot_in({"--", "--as", "fence"}), nullptr);
}

}  // namespace
