#include "sudo_house.hpp"

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <sstream>
#include <system_error>

namespace sql_test {
namespace {

namespace fs = std::filesystem;

constexpr unsigned efm_user = 60'907;
const fs::path house = "/srv";

void require(bool done, const std::string& what)
{
    if (!done) throw std::system_error(errno, std::generic_category(), what);
}

void put(const fs::path& file, const std::string& text, fs::perms mode)
{
    support::write_own_text(file, text);
    fs::permissions(file, mode);
}

// A file of ours in the place of one of the machine's.
void lay_over(const std::string& name, const std::string& text, fs::perms mode)
{
    const fs::path ours = house / name;
    put(ours, text, mode);
    require(::mount(ours.c_str(), ("/etc/" + name).c_str(), nullptr, MS_BIND, nullptr) == 0, "over /etc/" + name);
}

}  // namespace

SudoHouse::SudoHouse()
{
    require(::unshare(CLONE_NEWNS) == 0, "a namespace for mounts");
    require(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "mounts of its own");
    require(::mount("tmpfs", house.c_str(), "tmpfs", 0, "mode=0755") == 0, "a disk at " + house.string());
    const std::string id = std::to_string(efm_user);
    lay_over("passwd", support::read_text("/etc/passwd") + "efm:*:" + id + ":" + id + "::/srv:/bin/sh\n",
             fs::perms{0644});
    lay_over("group", support::read_text("/etc/group") + "efm:*:" + id + ":\n", fs::perms{0644});
    lay_over("sudoers", "", fs::perms{0440});
}

void SudoHouse::install(const CannedEfm& efm) const
{
    const fs::path to = fs::path(command()).parent_path();
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(efm.dir())) {
        fs::copy_file(entry.path(), to / entry.path().filename(), fs::copy_options::overwrite_existing);
    }
    misbehave("");
    for (const auto& entry : fs::directory_iterator(to)) {
        require(::chown(entry.path().c_str(), efm_user, efm_user) == 0, entry.path());
    }
    require(::chown(to.c_str(), efm_user, efm_user) == 0, to);
    fs::permissions(command(), fs::perms{0700});
}

void SudoHouse::misbehave(const std::string& script) const
{
    const fs::path file = fs::path(command()).parent_path() / "misbehaviour";
    support::write_own_text(file, "echo \"$(id -un): $*\" >>\"$dir/who\"\n" + script + "\n");
    require(::chown(file.c_str(), efm_user, efm_user) == 0, file);
}

void SudoHouse::allow(std::string rules) const
{
    constexpr std::string_view from = "/usr/edb/";
    const std::string there = "/srv/edb/";
    for (std::size_t at = rules.find(from); at != std::string::npos; at = rules.find(from, at)) {
        rules.replace(at, from.size(), there);
    }
    fs::permissions(house / "sudoers", fs::perms{0640});
    put(house / "sudoers", rules, fs::perms{0440});
}

std::vector<std::string> SudoHouse::calls() const
{
    std::istringstream lines(support::read_text(fs::path(command()).parent_path() / "who"));
    std::vector<std::string> result;
    for (std::string line; std::getline(lines, line);) result.push_back(line);
    return result;
}

}  // namespace sql_test
