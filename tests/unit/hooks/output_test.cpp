#include "output.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>

namespace {

using namespace std::chrono_literals;

class Pipe : public ::testing::Test {
protected:
    Pipe() { EXPECT_EQ(::pipe2(ends_, O_CLOEXEC), 0); }
    ~Pipe() override
    {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

    int ends_[2] = {-1, -1};
};

TEST_F(Pipe, TakesAllOfTheText)
{
    EXPECT_TRUE(hooks::write_to(ends_[1], "seen down\n", 1s));
    char text[16] = {};
    EXPECT_EQ(::read(ends_[0], text, sizeof text), 10);
    EXPECT_STREQ(text, "seen down\n");
}

TEST_F(Pipe, ThatNobodyReadsIsGivenUp)
{
    EXPECT_FALSE(hooks::write_to(ends_[1], std::string(1 << 20, 'x'), 20ms));
    EXPECT_EQ(errno, ETIMEDOUT);
}

TEST(FullDisk, IsAFailure)
{
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    ASSERT_GE(full, 0);
    EXPECT_FALSE(hooks::write_to(full, "text", 1s));
    ::close(full);
}

TEST(OneLine, HasNoControlCharacters)
{
    EXPECT_EQ(hooks::one_line("a\nb\x1b[31m\x7f"), "a?b?[31m?");
}

}  // namespace
