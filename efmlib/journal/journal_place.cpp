#include "journal_place.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <system_error>
#include <utility>

#include "efm/error.hpp"

namespace efm {
namespace {

constexpr mode_t one_group = 02770;
constexpr mode_t of_others = 0077;
constexpr mode_t all_bits = 07777;

[[noreturn]] void fail(const std::string& path)
{
    throw Error(Error::Kind::system, path + ": " + std::error_code(errno, std::generic_category()).message());
}

[[noreturn]] void refuse(const std::string& fault)
{
    throw Error(Error::Kind::configuration, fault);
}

struct stat status_of(const std::string& directory)
{
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) {
        if (errno != ENOENT) fail(directory);
        refuse(directory + " does not exist: make it with `install -d -m 0700 -o efm " + directory + "`");
    }
    if (!S_ISDIR(status.st_mode)) refuse(directory + " is no directory");
    return status;
}

std::string stamp()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &utc)};
}

}  // namespace

JournalPlace::JournalPlace(const std::string& directory) : file_(directory + "/journal.db")
{
    const struct stat status = status_of(directory);
    const mode_t bits = status.st_mode & all_bits;
    if (bits != one_group && (bits & of_others) != 0) {
        refuse(directory + " is open to others: `chmod 0700` for one user, or 2770 for the suite's own group");
    }
    mode_ = bits == one_group ? 0660 : 0600;
    owner_ = status.st_uid;
}

Descriptor JournalPlace::lock() const
{
    Descriptor lock = make(file_ + ".lock", O_RDONLY);
    while (::flock(lock.get(), LOCK_EX) != 0) {
        if (errno != EINTR) fail(file_ + ".lock");
    }
    return lock;
}

// The umask would take the group's right away; and what root makes must stay usable for the directory's owner.
Descriptor JournalPlace::make(const std::string& path, int flags) const
{
    constexpr int safe = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    Descriptor made(::open(path.c_str(), flags | safe | O_CREAT | O_EXCL, mode_));
    if (made.open()) {
        if (::geteuid() == 0 && ::fchown(made.get(), owner_, static_cast<gid_t>(-1)) != 0) fail(path);
        if (::fchmod(made.get(), mode_) != 0) fail(path);
        return made;
    }
    if (errno != EEXIST) fail(path);
    Descriptor found(::open(path.c_str(), flags | safe));
    struct stat status {};
    if (!found.open() || ::fstat(found.get(), &status) != 0) fail(path);
    if (!S_ISREG(status.st_mode)) refuse(path + " is no regular file");
    if ((status.st_mode & 0777 & ~mode_) != 0) refuse(path + " is open to others: chmod it as its directory is");
    return found;
}

// A name that is new is safe once its directory is. (SQLite sees to that for its own files.)
Database JournalPlace::open() const
{
    const bool is_new = identity() == 0;
    make(file_, O_RDONLY);
    if (is_new) sync_directory();
    return {file_, Database::Access::write};
}

void JournalPlace::sync_directory() const
{
    const std::string directory = file_.substr(0, file_.rfind('/'));
    const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.open() || ::fsync(opened.get()) != 0) fail(directory);
}

unsigned long JournalPlace::identity() const
{
    struct stat status {};
    return ::stat(file_.c_str(), &status) == 0 ? status.st_ino : 0;
}

std::string JournalPlace::set_aside() const
{
    std::string aside = file_ + ".damaged-" + stamp() + '-' + std::to_string(::getpid());
    if (::rename(file_.c_str(), aside.c_str()) != 0) fail(file_);
    for (const char* companion : {"-wal", "-shm"}) {
        ::rename((file_ + companion).c_str(), (aside + companion).c_str());  // there may be none
    }
    return aside;
}

}  // namespace efm
