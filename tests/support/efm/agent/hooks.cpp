#include "hooks.hpp"

#include <utility>

#include "efm/command_runner.hpp"
#include "efm/error.hpp"

namespace standin {
namespace {

constexpr int cannot_be_run = 127;

efm::CommandResult run_command(const efm::Command& command)
{
    try {
        return efm::BoostCommandRunner{}.run(command);
    } catch (const efm::Error& error) {
        efm::CommandResult result;
        result.exit_code = cannot_be_run;
        result.err = error.what();
        return result;
    }
}

// A signal counts as the shell's 128 and more.
int exit_of(const efm::CommandResult& result)
{
    return result.exit_code.value_or(128 + result.signal.value_or(0));
}

}  // namespace

HookRunner::HookRunner(const Config& config, Journal& journal, std::function<bool()> stopping)
    : config_(config), journal_(journal), stopping_(std::move(stopping))
{
}

HookResult HookRunner::run(const std::string& property, const Placeholders& placeholders,
                           const std::vector<std::string>& more_arguments, std::chrono::milliseconds limit)
{
    efm::Command command;
    command.argv = hook_argv(config_.text(property), placeholders, config_.options().empty_argument);
    if (command.argv.empty()) return {};
    command.argv.insert(command.argv.end(), more_arguments.begin(), more_arguments.end());
    command.patience = {pcp::Deadline::after(limit), stopping_};

    const double started = seconds_since_1970();
    journal_.record("hook_started", {{"hook", property}, {"argv", command.argv}});
    const efm::CommandResult result = run_command(command);
    HookResult outcome{.configured = true,
                       .timed_out = result.ending == efm::CommandResult::Ending::timed_out,
                       .exit = exit_of(result),
                       .output = result.out + result.err};
    journal_.record("hook", {{"hook", property},
                             {"argv", command.argv},
                             {"exit", outcome.exit},
                             {"timed_out", outcome.timed_out},
                             {"out", result.out},
                             {"err", result.err},
                             {"started", started},
                             {"milliseconds", result.duration.count()}});
    return outcome;
}

}  // namespace standin
