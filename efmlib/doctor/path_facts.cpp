#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "efm/evidence.hpp"

namespace efm {
namespace {

std::string name_of(uid_t uid)
{
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16'384> buffer{};
    const bool known = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found;
    return known ? found->pw_name : "number " + std::to_string(uid);
}

std::string group_name_of(gid_t gid)
{
    group entry{};
    group* found = nullptr;
    std::array<char, 65'536> buffer{};
    const bool known = ::getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found) == 0 && found;
    return known ? found->gr_name : "number " + std::to_string(gid);
}

PathFacts::Kind kind_of(mode_t mode)
{
    if (S_ISREG(mode)) return PathFacts::Kind::file;
    return S_ISDIR(mode) ? PathFacts::Kind::directory : PathFacts::Kind::other;
}

}  // namespace

PathFacts look_at(const std::string& path)
{
    PathFacts facts{.path = path};
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        facts.kind = errno == EACCES ? PathFacts::Kind::hidden : PathFacts::Kind::missing;
        return facts;
    }
    const auto may = [&](int what) {
        return ::faccessat(AT_FDCWD, path.c_str(), what, AT_EACCESS) == 0;
    };
    facts.kind = kind_of(status.st_mode);
    facts.mode = status.st_mode & 07777U;
    facts.owner = name_of(status.st_uid);
    facts.group = group_name_of(status.st_gid);
    facts.readable = may(R_OK);
    facts.writable = may(W_OK);
    facts.executable = may(X_OK);
    return facts;
}

}  // namespace efm
