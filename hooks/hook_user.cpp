#include "hook_user.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "efm/error.hpp"

namespace hooks {
namespace {

constexpr const char* usual_user = "efm";

[[noreturn]] void fail(const std::string& user)
{
    throw efm::Error(efm::Error::Kind::system,
                     "cannot become user " + user + ": " + std::error_code(errno, std::generic_category()).message());
}

}  // namespace

std::optional<std::string> hook_user(const std::optional<std::string>& named)
{
    if (!named) return ::getpwnam(usual_user) ? std::optional<std::string>(usual_user) : std::nullopt;
    if (!::getpwnam(named->c_str())) {
        throw efm::Error(efm::Error::Kind::usage, "--user " + *named + ": this host has no such user");
    }
    return named;
}

void become(const std::string& user)
{
    const passwd* entry = ::getpwnam(user.c_str());
    if (::geteuid() != 0 || !entry || entry->pw_uid == 0) return;
    if (::initgroups(user.c_str(), entry->pw_gid) != 0 || ::setgid(entry->pw_gid) != 0 ||
        ::setuid(entry->pw_uid) != 0) {
        fail(user);
    }
    ::setenv("HOME", entry->pw_dir, 1);
}

}  // namespace hooks
