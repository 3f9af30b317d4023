// A directory of a test's own, for servers to live in.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace support {

// Owned by the user the servers run as. Removed by the destructor, unless KEEP_TEST_DIRS is set, or by a later test if
// this one is killed. In memory (/dev/shm) if there is a gigabyte to spare, which makes servers start several times
// faster; else, or if TMPDIR is set, or a disk is wanted, in the temporary directory. Its name is short: a socket's
// path is limited to 107.
class TempDir {
public:
    enum class Place { memory, disk };

    explicit TempDir(Place place = Place::memory);
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

private:
    bool kept_;
    std::filesystem::path path_;
    int lock_ = -1;
};

// Empty if there is no such file.
std::string read_text(const std::filesystem::path& file);

// Replaces the file. It belongs to the user the servers run as: our own programs, run by root, may not trust it.
void write_text(const std::filesystem::path& file, std::string_view text,
                std::filesystem::perms mode = std::filesystem::perms{0644});

// The same; it belongs to us.
void write_own_text(const std::filesystem::path& file, std::string_view text);

}  // namespace support
