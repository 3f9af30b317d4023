#include <cstdio>

#include "doctor_checks.hpp"

namespace efm {
namespace {

constexpr unsigned of_others = 0077;
constexpr unsigned one_group = 02770;
constexpr unsigned world_writable = 0002;

std::string octal(unsigned mode)
{
    char text[8];
    std::snprintf(text, sizeof text, "%04o", mode);
    return text;
}

std::string install_command(const Evidence& evidence, const std::string& directory)
{
    return "install -d -m 0700 -o " + evidence.user + ' ' + directory;
}

// So that the user may write what lies in that directory: the suite's own is shared by its group, another is one
// user's.
std::string let_in(const Evidence& evidence, const PathFacts& directory, const PathFacts& barred)
{
    if (directory.mode != one_group) return "chown " + evidence.user + ' ' + barred.path;
    return "usermod -aG " + directory.group + ' ' + evidence.user + ", then restart what runs as " + evidence.user +
           " (EFM's agent): a running process keeps its groups";
}

// The user may write in the directory already: it is the file that has another owner than those around it.
std::string hand_over(const Evidence& evidence, const PathFacts& directory, const PathFacts& file)
{
    if (directory.mode != one_group) return "chown " + evidence.user + ' ' + file.path;
    return "chgrp " + directory.group + ' ' + file.path + "*; chmod 0660 " + file.path + '*';
}

// What keeps a password file from being read, fault by fault.
bool check_password_file(const Evidence& evidence, const PathFacts& file, const std::string& check, Examination& found)
{
    using Kind = PathFacts::Kind;
    if (file.kind == Kind::missing) {
        found.fail(check, file.path, "does not exist", "create it with mode 0600 and lines host:port:user:password");
    } else if (file.kind == Kind::hidden) {
        found.fail(check, file.path, "lies in a directory that user " + evidence.user + " may not search",
                   "name a file elsewhere");
    } else if (file.kind != Kind::file) {
        found.fail(check, file.path, "is not a regular file", "name one that is");
    } else {
        const bool open = (file.mode & of_others) != 0;
        if (open) {
            found.fail(check + "_mode", file.path,
                       "may be read by others (mode " + octal(file.mode) + "), and is not used then",
                       "chmod 600 " + file.path);
        }
        if (!file.readable) {
            found.fail(check + "_owner", file.path,
                       "belongs to user " + file.owner + " and cannot be read by user " + evidence.user,
                       "chown " + evidence.user + ' ' + file.path);
        }
        return !open && file.readable;
    }
    return false;
}

bool is_open_to_others(const PathFacts& directory)
{
    return directory.mode != one_group && (directory.mode & of_others) != 0;
}

}  // namespace

void check_settings_file(const Evidence& evidence, Examination& found)
{
    for (const SettingsFault& fault : evidence.settings_faults) {
        found.fail("settings_file", fault.origin, fault.what, fault.remedy);
    }
    if (!evidence.settings_faults.empty()) return;
    if (evidence.settings_path.empty()) {
        found.warn("settings_file", default_settings_file, "does not exist: defaults and the environment decide",
                   "copy share/efm-pgpool/hooks.conf there");
        return;
    }
    if (evidence.settings_dir && (evidence.settings_dir->mode & world_writable) != 0) {
        found.warn("settings_file", evidence.settings_dir->path,
                   "anybody may put another hooks.conf there, and choose what runs as " + evidence.user,
                   "chown root " + evidence.settings_dir->path + "; chmod 0755 " + evidence.settings_dir->path);
        return;
    }
    found.well("settings_file", evidence.settings_path, "every line can be taken");
}

void check_user(const Evidence& evidence, Examination& found)
{
    if (evidence.expected_user.empty() || evidence.expected_user == evidence.user) {
        found.well("hook_user", evidence.user, "all of this was looked at as this user");
        return;
    }
    found.warn("hook_user", evidence.user, "this is not the user that the hooks run as, " + evidence.expected_user,
               "sudo -u " + evidence.expected_user + " pgpool_backend doctor, or run it as root");
}

void check_state_dir(const Evidence& evidence, Examination& found)
{
    const PathFacts& directory = evidence.state_dir;
    const std::string& path = directory.path;
    if (path.empty()) {
        found.warn("state_dir", "hooks.conf", "state_dir is empty: no journal is kept, and nothing lost is made good",
                   "set state_dir = /var/lib/efm-pgpool");
    } else if (!directory.exists()) {
        found.fail("state_dir", path, "does not exist: no journal is kept", install_command(evidence, path));
    } else if (directory.kind != PathFacts::Kind::directory) {
        found.fail("state_dir", path, "is no directory: no journal is kept", install_command(evidence, path));
    } else if (is_open_to_others(directory)) {
        found.fail("state_dir", path, "is open to others (mode " + octal(directory.mode) + "): no journal is kept",
                   "chmod 0700 for one user, or 2770 for the suite's own group");
    } else if (!directory.writable || !directory.executable) {
        found.fail("state_dir", path, "user " + evidence.user + " may not write there: no journal is kept",
                   let_in(evidence, directory, directory));
    } else if (evidence.journal && !evidence.journal->writable) {
        found.fail("state_dir", evidence.journal->path,
                   "belongs to user " + evidence.journal->owner + ", and user " + evidence.user + " may not write it",
                   hand_over(evidence, directory, *evidence.journal));
    } else {
        found.well("state_dir", path, "the journal can be written");
    }
}

void check_run_dir(const Evidence& evidence, Examination& found)
{
    const PathFacts& directory = evidence.run_dir;
    const std::string& path = directory.path;
    if (path == evidence.state_dir.path) return;
    const char* instead = ": programs take turns in state_dir, where a disk that hangs holds them up";
    if (!directory.exists()) {
        found.warn("run_dir", path.empty() ? "hooks.conf" : path, std::string("there is no such directory") + instead,
                   "copy share/efm-pgpool/efm-pgpool.tmpfiles to /etc/tmpfiles.d, then systemd-tmpfiles --create");
    } else if ((directory.mode & world_writable) != 0) {
        found.warn("run_dir", path, std::string("anybody may write there, so it is not used") + instead,
                   "chmod o-w " + path);
    } else if (!directory.writable || !directory.executable) {
        found.fail("run_dir", path, "user " + evidence.user + " may not write there: programs cannot take turns",
                   let_in(evidence, directory, directory));
    } else {
        found.well("run_dir", path, "programs can take turns");
    }
}

void check_log(const Evidence& evidence, Examination& found)
{
    if (!evidence.log) return;
    const PathFacts& log = *evidence.log;
    const bool can_be_made = !log.exists() && evidence.log_directory.writable && evidence.log_directory.executable;
    if (log.writable || can_be_made) {
        found.well("log", log.path, "can be written");
        return;
    }
    found.warn("log", log.path, "user " + evidence.user + " may not write it: what the hooks log is lost",
               "chown " + evidence.user + ' ' + (log.exists() ? log.path : evidence.log_directory.path));
}

void check_passfile(const Evidence& evidence, Examination& found)
{
    const bool readable = check_password_file(evidence, evidence.passfile, "passfile", found);
    bool complete = true;
    for (const PoolEvidence& pool : evidence.pools) {
        if (!pool.password_fault) continue;
        complete = false;
        found.fail("passfile_entry", "pool " + pool.name, *pool.password_fault,
                   "add a line host:port:user:password to " + evidence.passfile.path);
    }
    if (readable && complete) found.well("passfile", evidence.passfile.path, "has a password for every pool");
}

void check_server_passfile(const Evidence& evidence, Examination& found)
{
    if (!evidence.server_passfile) return;
    if (!check_password_file(evidence, *evidence.server_passfile, "server_passfile", found)) return;
    found.well("server_passfile", evidence.server_passfile->path, "can be read");
}

}  // namespace efm
