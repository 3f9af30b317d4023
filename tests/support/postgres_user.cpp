#include "postgres_user.hpp"

#include <pwd.h>
#include <unistd.h>

#include <stdexcept>
#include <system_error>

namespace support {
namespace {

constexpr const char* user = "postgres";

std::vector<std::string> joined(std::vector<std::string> front, const std::vector<std::string>& argv)
{
    front.emplace_back("--");
    front.insert(front.end(), argv.begin(), argv.end());
    return front;
}

std::vector<std::string> setpriv()
{
    if (::geteuid() != 0) return {"/usr/bin/setpriv"};
    return {"/usr/bin/setpriv", std::string("--reuid=") + user, std::string("--regid=") + user, "--init-groups",
            "--reset-env"};
}

}  // namespace

std::vector<std::string> as_postgres(const std::vector<std::string>& argv)
{
    return ::geteuid() == 0 ? joined(setpriv(), argv) : argv;
}

std::vector<std::string> as_postgres_until_we_die(const std::vector<std::string>& argv, Rights rights)
{
    auto front = setpriv();
    front.emplace_back("--pdeathsig=QUIT");
    if (rights == Rights::network) {
        front.emplace_back("--inh-caps=+net_admin,+net_raw");
        front.emplace_back("--ambient-caps=+net_admin,+net_raw");
    }
    return joined(front, argv);
}

void give_to_postgres(const std::filesystem::path& path)
{
    if (::geteuid() != 0) return;
    const passwd* entry = ::getpwnam(user);
    if (!entry) throw std::runtime_error(std::string("no user ") + user);
    if (::chown(path.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
        throw std::system_error(errno, std::generic_category(), path.string());
    }
}

}  // namespace support
