// The parts of the stand-in's agent that need no other: hook lines, lists, files, and the counting of members.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "auto_conf.hpp"
#include "hook_line.hpp"
#include "membership.hpp"
#include "password.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using standin::hook_argv;
using standin::Membership;
using standin::MemberState;
using standin::SharedLists;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(StandInHookLine, ReplacesPlaceholdersAnywhereAndSplitsAtBlanks)
{
    EXPECT_THAT(hook_argv("/bin/touch  /tmp/trigger_%t \t %h:%h", {{'h', "10.0.0.1"}, {'t', "p"}}, false),
                ElementsAre("/bin/touch", "/tmp/trigger_p", "10.0.0.1:10.0.0.1"));
    EXPECT_THAT(hook_argv("/bin/x \"%p\" %x 100%", {{'p', "a"}}, false), ElementsAre("/bin/x", "\"a\"", "%x", "100%"));
    EXPECT_THAT(hook_argv("", {}, false), IsEmpty());
}

TEST(StandInHookLine, LetsAnUnsetPlaceholderVanishOrArriveEmpty)
{
    EXPECT_THAT(hook_argv("/bin/x %f %p", {{'f', ""}, {'p', "b"}}, false), ElementsAre("/bin/x", "b"));
    EXPECT_THAT(hook_argv("/bin/x %f %p", {{'f', ""}, {'p', "b"}}, true), ElementsAre("/bin/x", "", "b"));
}

TEST(StandInPriority, PutsFirstTakesOutAndRemembersWhoIsOut)
{
    SharedLists lists;
    for (const char* address : {"a", "b", "c"}) standin::set_priority(lists, address, 9);
    standin::set_priority(lists, "c", 1);
    standin::set_priority(lists, "a", 0);
    ASSERT_EQ(lists.priority.size(), 3U);
    EXPECT_EQ(lists.priority[0].address, "c");
    EXPECT_EQ(lists.priority[1].address, "b");
    EXPECT_TRUE(lists.priority[2].excluded);
    standin::set_priority(lists, "a", 2);
    EXPECT_EQ(lists.priority[1].address, "a");
    EXPECT_FALSE(lists.priority[1].excluded);
}

TEST(StandInAutoConf, ReplacesASettingAndOneWordOfAConnection)
{
    const std::string text = "# made by ALTER SYSTEM\nwork_mem = '4MB'\nprimary_conninfo = 'host=a user=''u'''\n";
    EXPECT_EQ(standin::conf_value(text, "primary_conninfo"), "host=a user='u'");
    EXPECT_EQ(standin::conf_value(text, "restore_command"), std::nullopt);
    EXPECT_EQ(standin::with_conf_value(text, "primary_conninfo", "host=b user='u'"),
              "# made by ALTER SYSTEM\nwork_mem = '4MB'\nprimary_conninfo = 'host=b user=''u'''\n");
    EXPECT_EQ(standin::with_conninfo_word("host=a port=1", "host", "b"), "host=b port=1");
    EXPECT_EQ(standin::with_conninfo_word("host=a application_name=x", "application_name", ""), "host=a");
    EXPECT_EQ(standin::with_conninfo_word("host=a", "application_name", "x"), "host=a application_name=x");
}

TEST(StandInPassword, IsWorthNothingUnderAnotherClusterName)
{
    const std::string hex = standin::encrypt_password("secret", "acct");
    EXPECT_EQ(hex.size(), 32U);
    EXPECT_EQ(standin::decrypt_password(hex, "acct"), "secret");
    EXPECT_EQ(standin::decrypt_password(hex, "acct2"), std::nullopt);
    EXPECT_EQ(standin::decrypt_password("0c", "acct"), std::nullopt);
    const std::string whole_block = "fifteen letters";
    EXPECT_EQ(standin::decrypt_password(standin::encrypt_password(whole_block, "e"), "e"), whole_block);
}

// A member at 127.0.0.11 that hears of 12, 13, ... by messages that the test makes.
class StandInMembership : public ::testing::Test {
protected:
    void start(const std::string& generation)
    {
        std::ofstream(dir_ / "efm.standin") << R"({"generation": ")" << generation << R"(", "speed": 50})";
        std::ofstream(dir_ / "efm.nodes") << "127.0.0.12:7800 127.0.0.13:7800\n127.0.0.14:7800\n";
        std::ofstream(dir_ / "efm.properties") << "db.user=u\ndb.password.encrypted=0\ndb.port=1\ndb.database=d\n"
                                                  "bind.address=127.0.0.11:7800\nis.witness=true\n";
        config_.emplace(dir_ / "efm.properties");
        membership_.emplace(*config_);
    }

    Membership::Heard hear(const std::string& address, std::chrono::milliseconds at, const char* cluster = "efm")
    {
        MemberState state;
        state.address = address;
        state.port = 7800;
        return membership_->hear(
            {{"cluster", cluster}, {"state", standin::to_json(state)}, {"lists", standin::to_json(SharedLists{})}},
            start_ + at);
    }

    std::vector<std::string> changes(std::chrono::milliseconds at)
    {
        std::vector<std::string> words;
        for (const auto& change : membership_->take_changes(start_ + at)) {
            const char* kinds[] = {"arrived", "left", "lost"};
            words.push_back(change.member.address + ' ' + kinds[static_cast<int>(change.kind)]);
        }
        return words;
    }

    support::TempDir dir_;
    std::optional<standin::Config> config_;
    std::optional<Membership> membership_;
    Membership::Clock::time_point start_ = Membership::Clock::now();
};

TEST_F(StandInMembership, TellsOfASilentNodeAfterItsTimeAndOnceNoOtherFollows)
{
    start("5.2");
    hear("127.0.0.12", 0ms);
    hear("127.0.0.13", 100ms);
    EXPECT_THAT(changes(100ms), ElementsAre("127.0.0.12 arrived", "127.0.0.13 arrived"));
    EXPECT_THAT(changes(1'050ms), IsEmpty());
    EXPECT_THAT(changes(1'150ms), IsEmpty());
    EXPECT_THAT(changes(1'400ms), ElementsAre("127.0.0.12 lost", "127.0.0.13 lost"));
    EXPECT_FALSE(membership_->has_majority());
}

TEST_F(StandInMembership, CountsLostNodesFromFiveOnUntilTheyAreForgotten)
{
    start("5.2");
    hear("127.0.0.12", 0ms);
    hear("127.0.0.13", 0ms);
    hear("127.0.0.14", 0ms);
    changes(1'100ms);
    hear("127.0.0.12", 1'200ms);
    changes(1'500ms);
    EXPECT_FALSE(membership_->has_majority());
    EXPECT_TRUE(membership_->has_half());
    EXPECT_THAT(membership_->down(), ElementsAre("127.0.0.13", "127.0.0.14"));
    membership_->forget_absent();
    EXPECT_TRUE(membership_->has_majority());
    EXPECT_THAT(membership_->down(), IsEmpty());
}

TEST_F(StandInMembership, ShrinksUpToFourIfTheGreaterPartIsLeft)
{
    start("4.10");
    hear("127.0.0.12", 0ms);
    hear("127.0.0.13", 0ms);
    changes(500ms);
    hear("127.0.0.12", 600ms);
    EXPECT_THAT(changes(1'100ms), IsEmpty());
    EXPECT_THAT(changes(1'400ms), ElementsAre("127.0.0.13 lost"));
    EXPECT_THAT(changes(1'700ms), IsEmpty());
    EXPECT_THAT(changes(2'000ms), ElementsAre("127.0.0.12 lost"));
    EXPECT_FALSE(membership_->has_majority());  // one of two, not of three
    EXPECT_TRUE(membership_->has_half());
}

TEST_F(StandInMembership, HearsNobodyWhoIsNotAllowedOnceItBelongsToACluster)
{
    start("5.2");
    EXPECT_EQ(hear("127.0.0.99", 0ms, "other"), Membership::Heard::of_another_cluster);
    membership_->change_lists([](SharedLists& lists) { std::erase(lists.allowed, "127.0.0.13"); });
    EXPECT_EQ(hear("127.0.0.12", 0ms), Membership::Heard::taken);
    EXPECT_EQ(hear("127.0.0.13", 0ms), Membership::Heard::refused);
    membership_->change_lists([](SharedLists& lists) { std::erase(lists.allowed, "127.0.0.12"); });
    EXPECT_EQ(hear("127.0.0.12", 0ms), Membership::Heard::taken);  // it is in already
    EXPECT_EQ(membership_->coordinator(), "127.0.0.11");
}

}  // namespace
