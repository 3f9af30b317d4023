// The checks of the doctor, by what they look at. Private to the library; doctor.hpp is the way in.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "efm/doctor.hpp"

namespace efm {

// What was found so far. A check says what is well, too: a line that is missing would look like a check that is.
class Examination {
public:
    void well(std::string check, std::string where, std::string what)
    {
        lines_.push_back({std::move(check), Verdict::well, std::move(where), std::move(what), ""});
    }
    void warn(std::string check, std::string where, std::string what, std::string remedy)
    {
        lines_.push_back({std::move(check), Verdict::warning, std::move(where), std::move(what), std::move(remedy)});
    }
    void fail(std::string check, std::string where, std::string what, std::string remedy)
    {
        lines_.push_back({std::move(check), Verdict::failure, std::move(where), std::move(what), std::move(remedy)});
    }

    // Whether that check has found a fault: what rests on it need not be said again.
    bool is_faulty(std::string_view check) const;

    std::vector<Diagnosis> take() { return std::move(lines_); }

private:
    std::vector<Diagnosis> lines_;
};

// A program's line in a configuration file, split as EFM and we split it: at blanks.
struct HookLine {
    std::string program;                                       // its path
    std::vector<std::string> operands;                         // "%h"
    std::vector<std::pair<std::string, std::string>> options;  // {"as", "fence"}; a switch has no value

    std::string name() const;  // of the program, without its directory
    std::string option(std::string_view name) const;
    std::string shown_operands() const;  // "%h %t", or "nothing"
};

HookLine parse_hook_line(std::string_view line);

// Of the program's file: why it cannot be run. Empty: it can.
struct ProgramFault {
    std::string what;
    std::string remedy;
};
ProgramFault fault_of_program(const Evidence& evidence, const HookLine& line);

// doctor_files.cpp
void check_settings_file(const Evidence& evidence, Examination& found);
void check_user(const Evidence& evidence, Examination& found);
void check_state_dir(const Evidence& evidence, Examination& found);
void check_run_dir(const Evidence& evidence, Examination& found);
void check_log(const Evidence& evidence, Examination& found);
void check_passfile(const Evidence& evidence, Examination& found);
void check_server_passfile(const Evidence& evidence, Examination& found);

// doctor_pools.cpp
void check_pools(const Evidence& evidence, Examination& found);
void check_wire(const Evidence& evidence, Examination& found);
void check_delegates(const Evidence& evidence, Examination& found);
void check_authorities(const Evidence& evidence, Examination& found);
void check_flags(const Evidence& evidence, Examination& found);
void check_follow_line(const Evidence& evidence, Examination& found);
void check_pgpool_conf(const Evidence& evidence, Examination& found);

// doctor_hooks.cpp
void check_properties(const Evidence& evidence, Examination& found);
void check_load_balancer_lines(const Evidence& evidence, Examination& found);
void check_promotion_line(const Evidence& evidence, Examination& found);
void check_slots(const Evidence& evidence, Examination& found);
void check_hook_settings(const Evidence& evidence, Examination& found);
void check_native_pgpool(const Evidence& evidence, Examination& found);
void check_detach_on_agent_failure(const Evidence& evidence, Examination& found);

// doctor_manager.cpp
void check_manager_command(const Evidence& evidence, Examination& found);
void check_release(const Evidence& evidence, Examination& found);
void check_cluster_name(const Evidence& evidence, Examination& found);
void check_sudo(const Evidence& evidence, Examination& found);
void check_manager(const Evidence& evidence, Examination& found);

// doctor_servers.cpp
void check_server_login(const Evidence& evidence, Examination& found);
void check_server_rights(const Evidence& evidence, Examination& found);
void check_clocks(const Evidence& evidence, Examination& found);
void check_agreement(const Evidence& evidence, Examination& found);

}  // namespace efm
