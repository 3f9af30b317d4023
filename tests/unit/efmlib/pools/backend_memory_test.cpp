#include "backend_memory.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace {

using efm::Backend;
using efm::BackendMemory;
using ::testing::IsEmpty;

class Memory : public ::testing::Test {
protected:
    Memory() : directory_(std::filesystem::temp_directory_path() / ("memory." + std::to_string(::getpid())))
    {
        std::filesystem::create_directory(directory_);
        ::chmod(directory_.c_str(), 0700);
    }
    ~Memory() override { std::filesystem::remove_all(directory_); }

    static std::vector<Backend> backends(int count)
    {
        std::vector<Backend> many;
        many.reserve(static_cast<std::size_t>(count));
        for (int id = 0; id < count; ++id)
            many.push_back({.id = id, .host = "10.0.0." + std::to_string(id), .port = 5432});
        return many;
    }

    std::filesystem::path directory_;
};

TEST_F(Memory, RecallsWhatItRemembered)
{
    const BackendMemory memory(directory_, "[::1]:9898");
    memory.remember(backends(20));
    EXPECT_EQ(memory.recall(), backends(20));
}

TEST_F(Memory, LeavesSmallPoolsAlone)
{
    const BackendMemory memory(directory_, "a:1");
    memory.remember(backends(3));
    EXPECT_THAT(memory.recall(), IsEmpty());
}

TEST_F(Memory, IgnoresAFileThatIsNoneOfIts)
{
    const BackendMemory memory(directory_, "a:1");
    memory.remember(backends(20));
    std::ofstream(directory_ / "backends.a_1", std::ios::app) << "rubbish without a port\n";
    EXPECT_THAT(memory.recall(), IsEmpty());
}

TEST_F(Memory, IgnoresADirectoryThatOthersMayWrite)
{
    ::chmod(directory_.c_str(), 0777);
    const BackendMemory memory(directory_, "a:1");
    memory.remember(backends(20));
    EXPECT_THAT(memory.recall(), IsEmpty());
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
}

TEST_F(Memory, DoesNotRecallAPoolWithAnEmptySlot)
{
    auto with_gap = backends(20);
    with_gap[4].host.clear();
    with_gap[4].port = 0;
    const BackendMemory memory(directory_, "a:1");
    memory.remember(with_gap);
    EXPECT_THAT(memory.recall(), IsEmpty());
}

}  // namespace
