// A started child and the two pipes it writes: reading, waiting and ending within bounds. Private to the library.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

struct pollfd;

namespace efm {

class Descriptor {
public:
    explicit Descriptor(int fd = -1) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor() { close(); }

    int get() const { return fd_; }
    bool open() const { return fd_ >= 0; }
    void close();

private:
    int fd_;
};

// What a child reads as its standard input: `text` as a file in memory, or /dev/null. Unlike a pipe it needs nobody to
// write while the child runs, and takes any length at once. Throws Error (system).
Descriptor child_input(const std::optional<std::string>& text);

// A pipe that the child writes and we read, and what came out of it, up to a cap. Throws Error (system).
class ChildStream {
public:
    explicit ChildStream(std::size_t cap);

    int write_end() const { return write_end_.get(); }
    void close_write_end() { write_end_.close(); }  // once the child has its copy

    bool open() const { return read_end_.open(); }
    pollfd wanted() const;
    void read_some();  // never waits

    bool truncated() const { return truncated_; }
    std::string text() && { return std::move(text_); }

private:
    std::size_t cap_;
    Descriptor read_end_;
    Descriptor write_end_;
    std::string text_;
    bool truncated_ = false;
};

// A child that leads a process group. Until it is reaped its id, and with it the group's, cannot become somebody
// else's. The destructor ends the group. The streams must outlive it.
class ChildProcess {
public:
    // One that is not killable is only told to end.
    ChildProcess(pid_t pid, ChildStream& out, ChildStream& err, bool killable);
    ~ChildProcess() { end_group(); }
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    bool exited() const { return exited_; }

    // Reads what there is and notices the end. Waits for either up to `span`, or for a signal or a short while.
    void serve(std::chrono::milliseconds span);

    // SIGTERM, a grace, SIGKILL; then reaps the child, or leaves that to the next one. Takes no time when it has exited
    // and nobody holds its pipes; the rest of its output is read within the grace.
    void end_group(std::chrono::milliseconds grace = std::chrono::milliseconds{500});

    // The status as waitpid() gives it, after end_group(). Empty if the child could not be killed or was reaped
    // elsewhere.
    std::optional<int> status() const { return status_; }

private:
    void notice_exit();

    pid_t pid_;
    ChildStream& out_;
    ChildStream& err_;
    Descriptor handle_;
    bool killable_;
    bool exited_ = false;
    bool ended_ = false;
    std::optional<int> status_;
};

}  // namespace efm
