#include "hook.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <system_error>

#include "containment.hpp"
#include "efm/report.hpp"
#include "output.hpp"
#include "signals.hpp"
#include "slot.hpp"
#include "standard_files.hpp"
#include "version.hpp"

namespace hooks {
namespace {

const char* environment(const char* name)
{
    return std::getenv(name);
}

std::vector<efm::OptionSpec> all_options(const Program& program)
{
    std::vector<efm::OptionSpec> options = program.options;
    const std::vector<efm::OptionSpec> common{
        {"config", 'c', "FILE", std::string("settings file (default ") + efm::default_settings_file + ")"},
        {"set", 0, "KEY=VALUE", "a setting, over environment and file; may be repeated"},
        {"pool", 'p', "HOST[:PORT]",
         "where PCP listens, over environment and file; may be repeated: see settings mode, policy"},
        {"timeout", 't', "DURATION", "give up after this time: 15s, 500ms"},
        {"as", 0, "SLOT", "called from lb, post-promotion, fence, monitor or follow"},
        {"strict", 0, "", "with --as fence or monitor: fail if it failed, which fails the cluster over"},
        {"dry-run", 'n', "", "say what would be done, change nothing"},
        {"json", 'j', "", "print one JSON document instead of a sentence"},
        {"quiet", 'q', "", "print nothing unless something fails"},
        {"verbose", 'v', "", "print each step to standard error"},
        {"help", 'h', "", "print this and exit"},
        {"version", 'V', "", "print the version and exit"},
    };
    options.insert(options.end(), common.begin(), common.end());
    return options;
}

std::vector<efm::Assignment> from_arguments(const efm::ParsedArguments& arguments)
{
    std::vector<efm::Assignment> assignments;
    const auto values_of = [&](const char* option) {
        const auto found = arguments.options.find(option);
        return found == arguments.options.end() ? std::vector<std::string>{} : found->second;
    };
    for (const std::string& pool : values_of("pool")) assignments.push_back({"pool", pool, "argument --pool"});
    for (const std::string& span : values_of("timeout")) assignments.push_back({"timeout", span, "argument --timeout"});
    const std::vector<std::string> keys = efm::setting_keys();
    for (const std::string& pair : values_of("set")) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string::npos) {
            throw efm::Error(efm::Error::Kind::usage, "--set " + pair + ": expected KEY=VALUE");
        }
        if (std::ranges::find(keys, pair.substr(0, equals)) == keys.end()) {
            throw efm::Error(efm::Error::Kind::usage,
                             "--set " + pair + ": unknown key; `pgpool_backend config` lists them");
        }
        assignments.push_back({pair.substr(0, equals), pair.substr(equals + 1), "argument --set"});
    }
    return assignments;
}

// A file that was named has to be there; the default one may be missing.
std::string settings_path(const efm::ParsedArguments& arguments)
{
    const char* named = environment("EFM_PGPOOL_CONFIG");
    const auto given = arguments.options.find("config");
    if (given != arguments.options.end()) return given->second.back();
    if (named && *named) return named;
    const bool missing = ::access(efm::default_settings_file, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
    return missing ? "" : efm::default_settings_file;
}

SettingsFile settings_file(const efm::ParsedArguments& arguments, bool examines)
{
    SettingsFile file{settings_path(arguments), {}};
    if (file.path.empty()) return file;
    if (examines)
        file.reading = efm::examine_settings_file(file.path);
    else
        file.reading.assignments = efm::read_settings_file(file.path);
    return file;
}

std::string help(const Program& program)
{
    return std::string("Usage: ") + program.usage + "\n\n" + program.about + "\n\n" +
           efm::describe(all_options(program)) +
           "\nExit status: 0 seen to be done or already true, 64 usage, 65 ambiguous or bad data, 68 no such backend,\n"
           "69 unreachable, 70 bug, 71 system, 75 try later, 76 protocol, 77 refused, 78 configuration.\n";
}

std::string version_line(const Program& program)
{
    return std::string(program.name) + " (efm_pgpool) " + version + '\n';
}

int fail(const std::string& what, ExitCode exit, bool json)
{
    put((json ? efm::to_json(what, exit) : "error: " + one_line(what)) + '\n');
    return exit;
}

int work(const Program& program, const efm::ParsedArguments& arguments)
{
    const bool examines = program.prepare && program.prepare(arguments);
    SettingsFile file = settings_file(arguments, examines);
    const efm::SettingLayers layers{from_arguments(arguments), efm::from_environment(environment),
                                    file.reading.assignments};
    Call call(program, arguments, efm::effective(layers), std::move(file));
    announce_span(call.span());
    const std::string force = call.has("force") ? " --force: no proof is asked for" : "";
    call.log().write(Level::info, {{"step", "event"}, {"detail", joined(arguments.operands) + force}});
    try {
        const int exit = program.work(call);
        call.log().write(Level::info, {{"step", "end"}, {"exit", std::to_string(exit)}});
        return exit;
    } catch (const efm::Error& error) {
        const std::string exit = std::to_string(exit_code(error.kind()));
        call.log().write(Level::error, {{"step", "end"}, {"exit", exit}, {"detail", error.what()}});
        throw;
    }
}

// Whatever happens becomes a sentence and an exit code.
int speak(const Program& program, const std::vector<std::string>& words)
{
    const bool json =
        std::ranges::find(words, "--json") != words.end() || std::ranges::find(words, "-j") != words.end();
    try {
        const efm::ParsedArguments arguments = efm::parse_arguments(all_options(program), words);
        if (arguments.has("help")) return put(help(program)) ? exit_done : exit_system;
        if (arguments.has("version")) return put(version_line(program)) ? exit_done : exit_system;
        return work(program, arguments);
    } catch (const efm::Error& error) {
        return fail(error.what(), exit_code(error.kind()), json);
    } catch (const std::bad_alloc&) {
        return fail("out of memory", exit_system, json);
    } catch (const std::system_error& error) {
        return fail(std::string("the operating system refused: ") + error.what(), exit_system, json);
    } catch (const std::exception& error) {
        return fail(std::string("this is a bug, please report it: ") + error.what(), exit_bug, json);
    }
}

}  // namespace

int run(const Program& program, int argc, char** argv)
{
    take_standard_files();
    install_signal_handlers();
    ::unsetenv("PGPASSWORD");  // libpq would take it: passwords come from files
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    const Slot* slot = slot_in(words);
    const bool strict = std::ranges::find(words, "--strict") != words.end();
    if (!slot || !slot->forgives || strict) return speak(program, words);
    run_contained([&] { return speak(program, words); });
    return exit_done;
}

}  // namespace hooks
