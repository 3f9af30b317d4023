// What a set-up is made of, as it was found: what `pgpool_backend doctor` looks at. A plain value without secrets;
// doctor.hpp judges it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/command_runner.hpp"
#include "efm/pgpool_conf.hpp"
#include "efm/properties.hpp"
#include "efm/settings.hpp"
#include "efm/survey.hpp"

namespace efm {

// A file or directory, and what the user of this process may do with it.
struct PathFacts {
    enum class Kind {
        missing,
        hidden,  // it lies where that user may not look
        file,
        directory,
        other,
    };

    std::string path;
    Kind kind = Kind::missing;
    unsigned mode = 0;  // its permission bits, 07777
    std::string owner;  // a name, or "number 1234"
    std::string group;  // likewise
    bool readable = false;
    bool writable = false;
    bool executable = false;  // of a directory: may be searched

    bool exists() const { return kind != Kind::missing && kind != Kind::hidden; }
    bool operator==(const PathFacts&) const = default;
};

// Links are followed.
PathFacts look_at(const std::string& path);

// One pool of the settings, besides what the survey has of it.
struct PoolEvidence {
    std::string name;                           // "localhost:9898"
    std::string host;                           // as the settings have it
    bool leaves_host = false;                   // PCP goes over a network
    bool is_local = false;                      // its host is this one
    std::optional<std::string> password_fault;  // what the password file lacks for it
    std::vector<pcp::PoolSetting> settings;     // live (`B`); empty: see the next two
    bool too_large = false;                     // so many backends that asking would crash its worker
    std::optional<std::string> settings_fault;  // why they could not be read
};

struct PropertiesEvidence {
    std::string path;
    std::optional<std::string> fault;  // why it cannot be read
    std::vector<Property> values;
};

// What sudo says of the command by which the manager is asked. Nothing is run for this but `sudo -l`.
struct SudoEvidence {
    bool allowed = false;
    std::vector<std::string> wildcards;  // commands of efm that are allowed with a wildcard in their path
};

struct Evidence {
    Settings settings;
    std::string settings_path;                   // empty: there is no settings file
    std::optional<PathFacts> settings_dir;       // that it lies in, if there is one
    std::vector<SettingsFault> settings_faults;  // what of it could not be taken
    std::string user;                            // as whom all of this was looked at
    std::string expected_user;                   // as whom the hooks run; empty: not known to be another

    PathFacts state_dir;
    std::optional<PathFacts> journal;  // its file, if there is one
    PathFacts run_dir;
    std::optional<PathFacts> log;  // if the log is a file
    PathFacts log_directory;
    PathFacts passfile;  // of PCP
    std::optional<PathFacts> server_passfile;

    std::vector<PoolEvidence> pools;  // as Survey::pools
    std::optional<PgpoolConf> pgpool_conf;

    std::optional<PropertiesEvidence> properties;  // none: no efm.properties is named
    std::vector<PathFacts> programs;               // those of hook lines, each once
    std::optional<PathFacts> manager_command;      // none: efm.command is not set
    std::vector<std::string> releases;             // of EFM installed beside it: "5.2"
    std::optional<SudoEvidence> sudo;              // none: efm.sudo_user is not set

    Survey survey;

    const PathFacts* program(const std::string& path) const;
};

// What is examined.
struct Examined {
    Settings settings;
    std::string settings_path;
    std::vector<SettingsFault> settings_faults;
    std::string expected_user;
    std::optional<PgpoolConf> pgpool_conf;  // as named; without it the usual places are tried, for a pool of this host
    pcp::Patience patience;
};

// Looks at everything, and changes nothing: files are looked at, pools get the requests L, H or I, B and W, servers one
// query, the manager one report. Throws Error (cancelled) only.
Evidence gather(const Examined& what, CommandRunner& runner, ServerProbe& probe);

// The release in an installation's path: "5.2" of "/usr/edb/efm-5.2/bin/efm". Empty: none.
std::string release_in(const std::string& path);

// Whether the first of two releases is the older one. False if either is empty.
bool is_older_release(const std::string& one, const std::string& other);

}  // namespace efm
