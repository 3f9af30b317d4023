#include "in_namespace.hpp"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace support {

InNamespace::InNamespace(const std::string& name)
{
    if (name.empty()) return;
    before_ = ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    const int there = ::open(("/run/netns/" + name).c_str(), O_RDONLY | O_CLOEXEC);
    const bool entered = there >= 0 && ::setns(there, CLONE_NEWNET) == 0;
    const int why = errno;
    if (there >= 0) ::close(there);
    if (!entered) throw std::system_error(why, std::generic_category(), "namespace " + name);
}

InNamespace::~InNamespace()
{
    if (before_ < 0) return;
    ::setns(before_, CLONE_NEWNET);
    ::close(before_);
}

}  // namespace support
