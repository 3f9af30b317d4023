// A host without time: what makes servers slow without their being down.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <vector>

namespace support {

// While it lives, the processes of a directory (processes_in), and those they start, share one CPU with many that want
// all of it. The rest of the machine keeps the others; a machine with one CPU suffers as a whole.
class Saturation {
public:
    explicit Saturation(std::filesystem::path dir);
    ~Saturation();
    Saturation(const Saturation&) = delete;
    Saturation& operator=(const Saturation&) = delete;

private:
    std::filesystem::path dir_;
    std::vector<pid_t> hogs_;
};

}  // namespace support
