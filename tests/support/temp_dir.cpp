#include "temp_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

#include "postgres_user.hpp"

namespace support {
namespace {

std::filesystem::path parent(TempDir::Place place)
{
    constexpr auto memory = "/dev/shm";
    constexpr std::uint64_t enough = 1U << 30U;
    struct statvfs info {};
    const bool usable = place == TempDir::Place::memory && !std::getenv("TMPDIR") && ::statvfs(memory, &info) == 0 &&
                        (info.f_flag & ST_NOEXEC) == 0 && info.f_bavail * info.f_frsize >= enough &&
                        ::access(memory, W_OK) == 0;
    return usable ? memory : std::filesystem::temp_directory_path();
}

// Those of tests that were killed. Locked: in use. Young: perhaps not locked yet.
void remove_abandoned(const std::filesystem::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
        if (!entry.path().filename().string().starts_with("efmpg-")) continue;
        const auto age = std::filesystem::file_time_type::clock::now() - entry.last_write_time(ignored);
        const int fd = ::open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (age > std::chrono::minutes{1} && fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0) {
            std::filesystem::remove_all(entry.path(), ignored);
        }
        if (fd >= 0) ::close(fd);
    }
}

}  // namespace

TempDir::TempDir(Place place) : kept_(std::getenv("KEEP_TEST_DIRS"))
{
    const std::filesystem::path folder = parent(place);
    remove_abandoned(folder);
    std::string name = (folder / (kept_ ? "kept-efm-XXXXXX" : "efmpg-XXXXXX")).string();
    if (!::mkdtemp(name.data())) throw std::system_error(errno, std::generic_category(), name);
    path_ = name;
    lock_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ::flock(lock_, LOCK_EX);
    std::filesystem::permissions(path_, std::filesystem::perms{0755});
    give_to_postgres(path_);
}

TempDir::~TempDir()
{
    std::error_code ignored;
    if (!kept_) std::filesystem::remove_all(path_, ignored);
    if (kept_) std::fprintf(stderr, "kept: %s\n", path_.c_str());
    ::close(lock_);
}

std::string read_text(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write_own_text(const std::filesystem::path& file, std::string_view text)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

void write_text(const std::filesystem::path& file, std::string_view text, std::filesystem::perms mode)
{
    write_own_text(file, "");
    std::filesystem::permissions(file, mode);
    write_own_text(file, text);
    give_to_postgres(file);
}

}  // namespace support
