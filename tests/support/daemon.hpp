// A server process of a test: a child in the foreground, its output in a log.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "postgres_user.hpp"

namespace support {

// All processes of ours whose working directory is `dir` or below: a server's, however they were started, as long as
// none of them changes directory.
std::vector<pid_t> processes_in(const std::filesystem::path& dir);

// Owns the processes that run in a directory. The destructor kills what is left of them.
class Daemon {
public:
    Daemon(std::filesystem::path dir, std::filesystem::path log);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    // Runs the program in the directory; its output is appended to the log.
    void start(const std::vector<std::string>& argv, Rights rights = Rights::none);

    bool is_running();
    pid_t pid() const { return pid_; }  // of the first process; 0 when it is not running

    void signal(int number) const;      // to the first process
    void signal_all(int number) const;  // to all of them

    // Asks by `number` and waits. False if it was still running after the time.
    bool stop(int number, std::chrono::milliseconds limit = std::chrono::seconds{20});
    void kill_all();

    std::string log_text() const;

private:
    std::filesystem::path dir_;
    std::filesystem::path log_;
    pid_t pid_ = 0;
};

}  // namespace support
