// This member's PostgreSQL server: started, stopped and promoted by pg_ctl as the owner of its data, its recovery files
// written. What EFM does by efm_db_functions through sudo. Each act is recorded as `database`: act, ok, output.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config.hpp"
#include "database.hpp"
#include "efm/command_runner.hpp"
#include "journal.hpp"

namespace standin {

enum class Role { none, primary, standby };  // none: it does not answer

class ServerControl {
public:
    ServerControl(const Config& config, Journal& journal) : config_(config), journal_(journal) {}

    Role role(std::chrono::milliseconds limit) const;  // asked over SQL
    DbAnswer ask(const std::string& sql, std::chrono::milliseconds limit) const;

    bool start();  // returns when it takes connections
    enum class Haste { orderly, now };
    bool stop(Haste haste = Haste::orderly);  // fast, then immediate
    bool promote();

    // The comment's first words are EFM's. Its mere presence keeps PostgreSQL 12 and up from starting.
    void write_recovery_conf(const std::string& reason);
    void remove_recovery_conf();

    // Of the running server; then what the next start will use.
    std::string upstream() const;
    void set_upstream(const std::string& conninfo);
    void set_restore_command(const std::string& primary);
    void make_standby();  // standby.signal

    // An empty data directory filled from the primary; this server's own configuration files stay as they are.
    bool copy_from(const std::string& conninfo);

private:
    std::filesystem::path data_dir() const { return config_.text("db.data.dir"); }
    std::string program(const std::string& name) const { return config_.text("db.bin") + "/" + name; }
    efm::CommandResult run_as_owner(const std::vector<std::string>& argv, std::chrono::milliseconds limit) const;
    bool runs() const;
    bool pg_ctl(const std::string& act, int seconds, const std::vector<std::string>& more);
    bool act(const std::string& name, const std::vector<std::string>& argv);
    void write(const std::string& file, const std::string& text) const;
    void give_to_owner(const std::filesystem::path& path) const;
    std::string read(const std::string& file) const;

    const Config& config_;
    Journal& journal_;
};

}  // namespace standin
