// Sees a backend's state change without asking Pgpool.
#pragma once

#include <filesystem>
#include <optional>

namespace bench {

// Pgpool's main process writes pgpool_status in the same breath as it changes the state in shared memory, which is
// where PCP and sessions read it. inotify tells when that file was written, at no cost to those who are being measured:
// an observer that polls PCP every millisecond would have Pgpool fork for each of its questions, on the same two cores.
class StatusWatch {
public:
    // Watches the directory of the file. Throws std::system_error.
    explicit StatusWatch(std::filesystem::path file);
    ~StatusWatch();
    StatusWatch(const StatusWatch&) = delete;
    StatusWatch& operator=(const StatusWatch&) = delete;

    int fd() const { return fd_; }  // readable when something was written
    void drain() const;

    // As the file has it; empty while it has no such line.
    std::optional<bool> is_down(int backend) const;

private:
    std::filesystem::path file_;
    int fd_;
};

}  // namespace bench
