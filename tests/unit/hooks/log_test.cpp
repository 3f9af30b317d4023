#include "log.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "signals.hpp"

namespace {

using hooks::Level;
using hooks::Log;
using ::testing::HasSubstr;

class LogFile : public ::testing::Test {
protected:
    LogFile() : path_(std::filesystem::temp_directory_path() / ("log." + std::to_string(::getpid()))) {}
    ~LogFile() override { std::filesystem::remove(path_); }

    std::string content() const
    {
        std::ostringstream text;
        text << std::ifstream(path_).rdbuf();
        return text.str();
    }

    std::filesystem::path path_;
};

TEST(Logfmt, QuotesWhatHasBlanksAndKeepsARecordOnOneLine)
{
    EXPECT_EQ(hooks::logfmt({{"step", "act"}, {"detail", "a \"b\"\nc\\"}, {"empty", ""}}),
              "step=act detail=\"a \\\"b\\\"?c\\\\\" empty=\"\"");
}

TEST_F(LogFile, TakesOneLineARecord)
{
    Log log("attach", "17-1", path_);
    log.write(Level::error, {{"step", "verify"}});
    log.write(Level::info, {{"step", "end"}});
    const std::string text = content();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_THAT(text, HasSubstr("level=error program=attach pid="));
    EXPECT_THAT(text, HasSubstr("event=17-1 step=verify\n"));
}

TEST_F(LogFile, IsOpenedAgainAfterAHangup)
{
    hooks::install_signal_handlers();
    Log log("attach", "1", path_);
    std::filesystem::rename(path_, path_.string() + ".1");
    ::raise(SIGHUP);
    log.write(Level::info, {{"step", "after"}});
    EXPECT_THAT(content(), HasSubstr("step=after"));
    std::filesystem::remove(path_.string() + ".1");
}

TEST_F(LogFile, ThatCannotBeWrittenStopsNothing)
{
    Log log("attach", "1", "/no/such/directory/log");
    EXPECT_NO_THROW(log.write(Level::info, {{"step", "act"}}));
}

TEST_F(LogFile, CutsARecordThatIsTooLongForOneWrite)
{
    Log log("attach", "1", path_);
    log.write(Level::info, {{"detail", std::string(10'000, 'x')}});
    EXPECT_EQ(content().size(), 4096U);
    EXPECT_EQ(content().back(), '\n');
}

}  // namespace
