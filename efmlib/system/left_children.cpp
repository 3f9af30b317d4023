#include "left_children.hpp"

#include <sys/wait.h>

#include <mutex>
#include <vector>

namespace efm {
namespace {

class LeftChildren {
public:
    void add(pid_t child)
    {
        const std::lock_guard lock(mutex_);
        children_.push_back(child);
    }

    void reap()
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(children_, [](pid_t child) { return ::waitpid(child, nullptr, WNOHANG) != 0; });
    }

private:
    std::mutex mutex_;
    std::vector<pid_t> children_;
};

LeftChildren& left_children()
{
    static LeftChildren children;
    return children;
}

}  // namespace

void leave_child(pid_t child)
{
    reap_left_children();
    left_children().add(child);
}

void reap_left_children()
{
    left_children().reap();
}

}  // namespace efm
