// A program efm that answers out of files, in a few milliseconds: for what the stand-in, which runs real agents, is too
// slow and too right.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "temp_dir.hpp"

namespace sql_test {

class CannedEfm {
public:
    CannedEfm();  // a healthy cluster of two

    std::string command() const { return dir_ / "efm"; }
    std::filesystem::path dir() const { return dir_.path(); }

    void print_status(const std::string& json) const;  // cluster-status-json
    void exit_with(int code) const;

    // Lines of shell that each call runs first. Empty for none.
    void misbehave(const std::string& script) const;

    // The arguments of each call so far: "cluster-status-json efm".
    std::vector<std::string> calls() const;
    std::size_t count(const std::string& sub_command) const;
    void forget_calls() const;

private:
    support::TempDir dir_;
};

}  // namespace sql_test
