// One agent of the stand-in as a process of a test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>

namespace support {

// Runs in its network namespace (an empty name: our own), as the test's user, so that it may become the servers' user,
// and dies with the test. The destructor kills it, and whatever its hooks left behind.
class EfmProcess {
public:
    EfmProcess(std::filesystem::path properties, std::filesystem::path log, std::string network_namespace);
    ~EfmProcess();
    EfmProcess(const EfmProcess&) = delete;
    EfmProcess& operator=(const EfmProcess&) = delete;

    void start();
    bool is_running();
    void signal(int number) const;
    void stop();  // as systemctl does; throws std::runtime_error if it does not end
    void kill9();
    void kill_hooks() const;  // those that run, whether the agent still does or not

    // It ended by a signal or with a failure, and that was not our doing.
    bool has_died();

    std::string log_text() const;

private:
    std::filesystem::path properties_;
    std::filesystem::path log_;
    std::string namespace_;
    pid_t pid_ = 0;
    bool expected_ = false;  // to run
    bool died_ = false;
};

}  // namespace support
