#include "turn.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using efm::Turn;
using namespace std::chrono_literals;

class TurnFiles : public ::testing::Test {
protected:
    TurnFiles()
    {
        std::string name = fs::temp_directory_path() / "turn_XXXXXX";
        directory_ = ::mkdtemp(name.data());
    }
    ~TurnFiles() override { fs::remove_all(directory_); }

    fs::path directory_;
};

TEST_F(TurnFiles, KeepAPromoteThatIsNotSeenYetForTenMinutes)
{
    Turn(directory_, "a:1", "").note_promote(2);
    EXPECT_EQ(Turn(directory_, "a:1", "").unresolved_promote(), 2);
    fs::last_write_time(directory_ / "turn.a_1.promote", fs::file_time_type::clock::now() - 11min);
    EXPECT_EQ(Turn(directory_, "a:1", "").unresolved_promote(), std::nullopt);
}

TEST_F(TurnFiles, ForgetAPromoteThatWasNotedBeforeTheClockWasPutBack)
{
    Turn(directory_, "a:1", "").note_promote(2);
    fs::last_write_time(directory_ / "turn.a_1.promote", fs::file_time_type::clock::now() + 24h);
    EXPECT_EQ(Turn(directory_, "a:1", "").unresolved_promote(), std::nullopt);
}

TEST_F(TurnFiles, DoNotTakeADetachOfTheFutureForOneThatWasSeen)
{
    Turn turn(directory_, "a:1", "");
    const auto before = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()) - 1h;
    turn.note_detached(2);
    EXPECT_TRUE(turn.was_detached_since(before, 2));
    fs::last_write_time(directory_ / "turn.a_1.detached.2", fs::file_time_type::clock::now() + 24h);
    EXPECT_FALSE(turn.was_detached_since(before, 2));
}

// Where 64 bits of nanoseconds begin anew; a file system that knows no such time keeps its own last one.
TEST_F(TurnFiles, DoNotTakeADetachInFiveHundredYearsForOneOfToday)
{
    const Turn turn(directory_, "a:1", "");
    const auto before = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()) - 1h;
    std::ofstream(directory_ / "turn.a_1.detached.2");
    const std::time_t then = std::time(nullptr) - 60 + 18'446'744'073;
    const timespec times[] = {{then, 0}, {then, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, (directory_ / "turn.a_1.detached.2").c_str(), times, 0), 0);
    EXPECT_FALSE(turn.was_detached_since(before, 2));
}

TEST_F(TurnFiles, ThatAreFifosHoldNobody)
{
    for (const char* name : {"turn.a_1", "turn.a_1.promote"}) {
        ASSERT_EQ(::mkfifo((directory_ / name).c_str(), 0600), 0);
    }
    Turn turn(directory_, "a:1", "");
    turn.take({});
    turn.note_promote(2);
    EXPECT_EQ(turn.unresolved_promote(), std::nullopt);
}

}  // namespace
