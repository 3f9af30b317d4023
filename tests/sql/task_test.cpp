#include "task.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include <stdexcept>

namespace {

using sqlext::Task;

bool is_readable(int descriptor)
{
    pollfd wanted{descriptor, POLLIN, 0};
    return ::poll(&wanted, 1, 10'000) == 1;
}

TEST(Task, SaysWhenItIsOver)
{
    Task task;
    int result = 0;
    task.start([&](const Task::Cancelled&) { result = 7; });
    EXPECT_TRUE(is_readable(task.descriptor()));
    EXPECT_TRUE(task.is_over());
    task.finish();
    EXPECT_EQ(result, 7);
}

TEST(Task, HandsOnWhatItsWorkThrew)
{
    Task task;
    task.start([](const Task::Cancelled&) { throw std::runtime_error("no"); });
    EXPECT_THROW(task.finish(), std::runtime_error);
    EXPECT_NO_THROW(task.finish());
}

TEST(Task, ItsWorkIsToldWhenNobodyWaitsAnyMore)
{
    bool told = false;
    {
        Task task;
        task.start([&](const Task::Cancelled& cancelled) {
            while (!cancelled()) std::this_thread::yield();
            told = true;
        });
    }
    EXPECT_TRUE(told);
}

TEST(Task, NeedNotBeStarted)
{
    Task task;
    EXPECT_EQ(task.descriptor(), -1);
    EXPECT_FALSE(task.is_over());
}

}  // namespace
