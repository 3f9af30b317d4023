#include "manager_calls.hpp"

#include <optional>
#include <string_view>

#include "efm/error.hpp"
#include "efm/manager.hpp"
#include "efm/printable.hpp"
#include "efm/status_reports.hpp"
#include "exit_table.hpp"
#include "lines.hpp"

namespace sqlext {
namespace {

using Ending = efm::CommandResult::Ending;

int availability_code(const efm::CommandResult& result)
{
    switch (result.ending) {
        case Ending::signalled:
            return static_cast<int>(Unavailable::signalled);
        case Ending::timed_out:
        case Ending::cancelled:
            return static_cast<int>(Unavailable::timed_out);
        case Ending::exited:
            break;
    }
    return result.exit_code == 127 ? static_cast<int>(Unavailable::not_started) : result.exit_code.value_or(-1);
}

std::string availability_reason(const efm::CommandResult& result, const SqlError& error)
{
    const std::string errors = efm::excerpt(result.err, 1000);
    if (!errors.empty() && result.ending == Ending::exited && result.exit_code != 127) return errors;
    return error.message;
}

// The document in what was printed, or why there is none.
void take_document(Snapshot& snapshot, const efm::CommandResult& result, const std::string& operation)
{
    try {
        if (result.ending != Ending::exited) throw error_of_exit(operation, result);
        if (result.out_truncated) throw SqlError("54000", operation + " printed more than can be kept");
        snapshot.document = efm::cluster_document(result.out);
        return;
    } catch (const SqlError& error) {
        snapshot.failure = error;
    } catch (const efm::Error& error) {
        const std::string printed = efm::excerpt(result.out, 1000);
        snapshot.failure = result.succeeded()
                               ? SqlError("22P02", operation + " printed no status: " + efm::excerpt(error.what(), 500),
                                          printed.empty() ? "it printed nothing" : "stdout: " + printed)
                               : error_of_exit(operation, result);
    }
    snapshot.document.clear();
    snapshot.unavailable = result.succeeded() ? static_cast<int>(Unavailable::garbage) : availability_code(result);
    snapshot.unavailable_reason = availability_reason(result, *snapshot.failure);
}

void fail(Snapshot& snapshot, const SqlError& error, Unavailable code)
{
    snapshot.failure = error;
    snapshot.unavailable = static_cast<int>(code);
    snapshot.unavailable_reason = error.message;
}

// Why it was not run.
void take_fault(Snapshot& snapshot, const std::exception& error)
{
    const SqlError fault = to_sql_error(error);
    if (fault.sqlstate == "58P01") return fail(snapshot, fault, Unavailable::no_such_program);
    const bool is_setting = fault.sqlstate == "22023" || fault.sqlstate == "F0000";
    fail(snapshot, fault, is_setting ? Unavailable::not_configured : Unavailable::not_started);
}

// Errors of the settings are worded as settings' errors.
efm::Manager manager_of(const ManagerSettings& settings, efm::CommandRunner& runner)
{
    check_runnable(settings);
    try {
        return efm::Manager(manager_setup(settings), runner);
    } catch (const efm::Error& error) {
        throw SqlError("22023", std::string("a setting of efm.* cannot be used: ") + error.what());
    }
}

}  // namespace

efm::CommandResult ServerRunner::run(const efm::Command& command)
{
    efm::Command ours = command;
    ours.inherit_environment = false;
    ours.environment.emplace("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    ours.environment.emplace("HOME", "/tmp");  // where Java may write; for programs that read nothing there
    ours.environment.emplace("LANG", "C");
    argv_ = ours.argv;
    try {
        return runner_.run(ours);
    } catch (const efm::Error& error) {
        if (error.kind() != efm::Error::Kind::system) throw;
        throw SqlError("58P01", std::string("EFM binary not found or sudo failed: ") + error.what());
    }
}

void collect_status(const ManagerSettings& settings, efm::CommandRunner& runner, const pcp::Patience& patience,
                    Snapshot& snapshot)
{
    try {
        const efm::CommandResult result = manager_of(settings, runner).printed(efm::Report::cluster_json, patience);
        snapshot.exit_code = result.exit_code.value_or(-1);
        take_document(snapshot, result, "cluster-status-json");
        if (!snapshot.failure) snapshot.printed = efm::valid_utf8(result.out);
    } catch (const SqlError& error) {
        take_fault(snapshot, error);
    } catch (const efm::Error& error) {
        take_fault(snapshot, error);
    }
    conclude(snapshot);
}

std::vector<std::string> status_lines(const ManagerSettings& settings, efm::CommandRunner& runner,
                                      const pcp::Patience& patience)
{
    const efm::CommandResult result = manager_of(settings, runner).printed(efm::Report::cluster_text, patience);
    if (result.ending != Ending::exited) throw error_of_exit("cluster-status", result);
    if (!result.succeeded()) {
        try {
            parse_report(efm::Report::cluster_text, result.out);
        } catch (const efm::Error&) {
            throw error_of_exit("cluster-status", result);
        }
    }
    return lines_of(efm::valid_utf8(result.out));
}

}  // namespace sqlext
