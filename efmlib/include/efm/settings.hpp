// The settings of the suite: argument over environment over file over default, each with its origin.
// The keys are those of hooks.conf; docs/settings.md says what each is for.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "efm/address.hpp"
#include "efm/option_parser.hpp"

namespace efm {

// `map = address backend-host[:port]`: this member is that backend, whatever their names resolve to.
struct MapLine {
    Address member;
    Address backend;
    bool operator==(const MapLine&) const = default;
};

// What has to be proved before an act, and what is not asked.
enum class Proof {
    off,        // nothing is
    available,  // what can be: without a login, that the server answers
    required,   // all of it
};

// What the pools of the settings are to each other.
enum class PoolMode {
    independent,  // each stands for itself
    watchdog,     // members of one watchdog, which keeps them the same
};

// In how many independent pools an event has to be seen to be a success. What is not reached in the others is left to
// reconcile.
enum class PoolPolicy { all, quorum, any };

struct Settings {
    std::vector<Address> pools;  // where PCP listens; the port is always set
    PoolMode mode = PoolMode::independent;
    PoolPolicy policy = PoolPolicy::all;
    std::string pcp_user;      // empty: the operating system's user
    std::string pcp_passfile;  // empty: .pcppass in that user's home
    std::string server_user;   // empty: no login to the servers, a ping only
    std::string server_database = "postgres";
    std::string server_passfile;  // empty: libpq's own rules
    std::string efm_command;
    std::string efm_cluster;
    std::string efm_properties;
    std::string efm_sudo_user;
    std::optional<std::chrono::milliseconds> timeout;  // empty: the program's own default
    Proof proof = Proof::available;
    std::optional<std::uint64_t> max_lag;  // bytes; empty: any
    std::vector<MapLine> map;
    std::vector<Address> unpooled;  // members that have no backend on purpose
    std::string state_dir;          // empty: nothing is remembered
    std::string run_dir;            // for what need not outlive a reboot; empty: state_dir serves
    std::string log;                // a file's path, syslog, journal or none
};

std::string_view to_string(PoolPolicy policy);

inline constexpr std::uint16_t default_pcp_port = 9898;
inline constexpr const char* default_settings_file = "/etc/efm-pgpool/hooks.conf";

// Every key of the settings file, in the order of its documentation.
std::vector<std::string> setting_keys();

// One layer each; of the keys a layer has, all lines count, and none of the layers below.
struct SettingLayers {
    std::vector<Assignment> arguments;
    std::vector<Assignment> environment;
    std::vector<Assignment> file;
};

// The layers and the defaults as one list: what `pgpool_backend config` prints. Nothing is checked.
std::vector<Assignment> effective(const SettingLayers& layers);

// The keys that none of the assignments sets: without a value, and with what holds then for their origin.
std::vector<Assignment> unset(const std::vector<Assignment>& assignments);

// Throws Error (configuration) naming the origin of a value that cannot be taken.
Settings make_settings(const std::vector<Assignment>& assignments);

// PCP_HOST, PCP_PORT, PCP_USER, PCPPASSFILE, as the 2020 scripts had them. `value_of` is getenv; null means unset.
std::vector<Assignment> from_environment(const char* (*value_of)(const char* name));

// Reads and parses a settings file. Throws Error (configuration): missing, not a regular file, larger than 1 MiB,
// writable by others (group or world), or owned by neither root nor the caller.
std::vector<Assignment> read_settings_file(const std::string& path);

// What of a settings file cannot be taken.
struct SettingsFault {
    std::string origin;  // "/etc/efm-pgpool/hooks.conf:12"
    std::string what;
    std::string remedy;  // may be empty
    bool operator==(const SettingsFault&) const = default;
};

struct SettingsReading {
    std::vector<Assignment> assignments;
    std::vector<SettingsFault> faults;
};

// The same for one that is to be examined: all that can be taken, and every fault. A key that is misspelt counts as the
// one that was meant. Nothing fails.
SettingsReading examine_settings_file(const std::string& path);

// "64MB": kB, MB, GB, TB, by 1024 as PostgreSQL has them. Throws Error (configuration).
std::uint64_t parse_size(std::string_view text);

// Where programs take turns: run_dir if there is one that not everybody may write, else state_dir. In memory, as /run
// is, a disk that hangs holds nobody up.
std::string turns_dir(const Settings& settings);

// "500ms", "15s", "2min", "1h"; a bare number has no unit and is refused. Throws Error (configuration).
std::chrono::milliseconds parse_duration(std::string_view text);

}  // namespace efm
