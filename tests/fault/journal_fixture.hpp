// A hook with a journal, in front of a scripted pool.
#pragma once

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "efm/journal.hpp"
#include "fake_pcp_server.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

class JournaledHook : public ::testing::Test {
protected:
    static constexpr const char* standby = "127.0.0.1:5434";  // backend 2 of the scripted pool

    JournaledHook()
    {
        std::ofstream(passfile_) << "*:*:pcpu:secret\n";
        std::filesystem::permissions(passfile_, std::filesystem::perms{0600});
        use_state_dir(directory_ / "state");
    }

    // Made if it is not there.
    void use_state_dir(const std::filesystem::path& path)
    {
        state_dir_ = path;
        std::filesystem::create_directory(path);
        std::filesystem::permissions(path, std::filesystem::perms{0700});
    }

    efm::CommandResult run(const support::FakePcpServer& server, const std::string& program,
                           std::vector<std::string> arguments, const std::string& fault = "")
    {
        const std::string pool = server.address() + ':' + std::to_string(server.port());
        arguments.insert(
            arguments.end(),
            {"--pool", pool, "--set", "pcp.user=pcpu", "--set", "pcp.passfile=" + passfile_.string(), "--set",
             "state_dir=" + state_dir_.string(), "--set", "run_dir=" + run_dir_.string(), "--set", "log=none"});
        std::map<std::string, std::string> environment;
        if (!fault.empty()) {
            environment = {
                {"LD_PRELOAD", JOURNAL_FAULTS}, {"JOURNAL_FAULT", fault}, {"ASAN_OPTIONS", "verify_asan_link_order=0"}};
        }
        return support::run_program(program, arguments, environment, std::chrono::seconds{20});
    }

    efm::CommandResult detach(const support::FakePcpServer& server, const std::string& fault = "")
    {
        return run(server, "load_balancer_detach", {standby, "s", "--timeout", "4s"}, fault);
    }

    efm::Journal::Setup setup() const { return {.state_dir = state_dir_, .budget = std::chrono::seconds{15}}; }

    std::vector<efm::RecordedEvent> events() const { return efm::Journal(setup()).events({}); }

    static bool is_down(const support::FakePcpServer& server)
    {
        return server.pool().backends[2].status == pcp::NodeStatus::down;
    }

    support::TempDir directory_;
    std::filesystem::path passfile_ = directory_ / "pcppass";
    std::filesystem::path state_dir_;
    std::filesystem::path run_dir_ = directory_ / "run";  // not made: state_dir serves
};
