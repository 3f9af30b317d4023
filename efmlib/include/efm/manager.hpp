// EDB Failover Manager through its command line: one method for each sub-command of `efm`.
//
// `efm` speaks to the agent on this host only, takes about a second (it is a JVM) and accepts most orders before it has
// carried them out: ask for the status afterwards. Names, addresses and numbers are checked before anything is run, and
// reach the program as arguments of their own; there is no shell. docs/efm-status.md names what of this is unverified.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "efm/address.hpp"
#include "efm/cluster_status.hpp"
#include "efm/command_runner.hpp"
#include "efm/status_reports.hpp"
#include "pcp/deadline.hpp"

namespace efm {

// What became of an order. `accepted` is exit code 0, without the words of a refusal; the text is for people.
struct ControlResult {
    bool accepted = false;
    std::string text;  // what was printed, up to 64 KiB: UTF-8 in lines, without control characters
    int exit_code = 0;
    bool operator==(const ControlResult&) const = default;
};

// The largest place in the failover priority list that is passed on.
inline constexpr int last_priority = 1000;

// How `efm promote` is asked. A switchover of a cluster in sync asks no questions; a promotion always does.
struct Promotion {
    // Answers to the questions that EFM asks on its standard input, each with [y/N].
    enum class Answer {
        none,  // a question is a refusal
        yes,   // to the first one only: shut the primary down. A second one, of data loss, ends it
        force  // to all of them, data loss too
    };

    bool switchover = false;             // the old primary becomes a standby, instead of being shut down
    std::optional<Address> source_node;  // of a switchover: whose recovery settings the old primary gets
    bool quiet = false;                  // no notifications
    bool no_scripts = false;             // neither fencing nor post-promotion script
    Answer answer = Answer::none;
};

class Manager {
public:
    // What to run, and as whom. Empty is "not set".
    struct Setup {
        std::string command;  // absolute path of `efm`
        std::string cluster;  // its name, or the absolute path of its properties file
        std::string sudo_user;
        std::string sudo = "/usr/bin/sudo";
        // For the program, which is a shell script that starts Java. Through sudo they are arguments of sudo, since it
        // hands down no environment: the rule needs SETENV then.
        std::string java_home;
        std::string path;
    };

    // Throws Error (configuration). `runner` has to outlive this.
    Manager(Setup setup, CommandRunner& runner);

    // All of these throw as read_report() does, and Error (usage) for an argument that cannot be one.
    // cluster_status() asks for JSON, then for text if no sense can be made of that.
    ClusterStatus cluster_status(const pcp::Patience& patience) const;
    ClusterStatus cluster_status_text(const pcp::Patience& patience) const;
    ClusterStatus node_status(const pcp::Patience& patience) const;

    // A report as it was printed.
    CommandResult printed(Report report, const pcp::Patience& patience) const;

    // Orders. EFM's "no" is a result. Throws Error: usage, configuration (sudo), and if the command did not end by
    // itself, try_later, cancelled or system; whether the order was accepted is unknown then.
    ControlResult allow_node(const Address& member, const pcp::Patience& patience) const;
    ControlResult disallow_node(const Address& member, const pcp::Patience& patience) const;

    // 1 is the first to be promoted, 0 is never promoted. Lost when the agent restarts.
    ControlResult set_priority(const Address& member, int priority, const pcp::Patience& patience) const;

    // Of the idle agent on this host.
    ControlResult resume(const pcp::Patience& patience) const;

    // Throws Error (refused), with the question, if EFM asks one that `promotion` does not answer. Without an answer a
    // promotion that is no switchover is not even tried.
    ControlResult promote(const Promotion& promotion, const pcp::Patience& patience) const;

    // All agents end; there is no failover afterwards.
    ControlResult stop_cluster(const pcp::Patience& patience) const;
    ControlResult reset_members(const pcp::Patience& patience) const;

    // Of the files of an older release. `source`: an absolute path; empty for EFM's own choice.
    ControlResult upgrade_conf(const std::string& source, const pcp::Patience& patience) const;

    // On this host. `wal_directory`: an absolute path; empty for EFM's own choice.
    ControlResult create_standby(const std::string& wal_directory, const pcp::Patience& patience) const;

    // The text for db.password.encrypted. Needs no rights and never goes through sudo: the password is handed over as
    // EFM documents it, by EFMPASS in the environment of the child alone. Throws Error (refused) if none comes back;
    // no error shows the password.
    std::string encrypt(const std::string& password, const pcp::Patience& patience) const;

private:
    Command command_for(std::string_view sub_command, std::vector<std::string> arguments,
                        const pcp::Patience& patience) const;
    ControlResult order(std::string_view sub_command, std::vector<std::string> arguments,
                        const pcp::Patience& patience) const;
    ControlResult order_with(const std::string& name, const Command& command) const;

    Setup setup_;
    CommandRunner& runner_;
};

}  // namespace efm
