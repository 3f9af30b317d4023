#include "hook.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>

#include "efm/closing.hpp"
#include "efm/manager_of.hpp"
#include "efm/report.hpp"
#include "efm/server_probe.hpp"
#include "output.hpp"
#include "signals.hpp"
#include "version.hpp"

namespace hooks {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_output{1'000};  // for a caller that has stopped reading

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
        {"pool", 'p', "HOST[:PORT]", "where PCP listens, over environment and file; may be repeated"},
        {"timeout", 't', "DURATION", "give up after this time: 15s, 500ms"},
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
std::vector<efm::Assignment> from_file(const efm::ParsedArguments& arguments)
{
    const char* named = environment("EFM_PGPOOL_CONFIG");
    const auto given = arguments.options.find("config");
    if (given != arguments.options.end()) return efm::read_settings_file(given->second.back());
    if (named && *named) return efm::read_settings_file(named);
    if (::access(efm::default_settings_file, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) return {};
    return efm::read_settings_file(efm::default_settings_file);
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

std::string event_id()
{
    timeval now{};
    ::gettimeofday(&now, nullptr);
    return std::to_string(now.tv_sec) + '.' + std::to_string(1'000'000 + now.tv_usec).substr(1) + '-' +
           std::to_string(::getpid());
}

bool put(const std::string& text)
{
    return write_to(STDOUT_FILENO, text, longest_output);
}

int fail(const std::string& what, ExitCode exit, bool json)
{
    put((json ? efm::to_json(what, exit) : "error: " + one_line(what)) + '\n');
    return exit;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
    return line;
}

int work(const Program& program, const efm::ParsedArguments& arguments)
{
    const efm::SettingLayers layers{from_arguments(arguments), efm::from_environment(environment),
                                    from_file(arguments)};
    Call call(program, arguments, efm::effective(layers));
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

}  // namespace

Call::Call(const Program& program, efm::ParsedArguments arguments, std::vector<efm::Assignment> assignments)
    : program_(program),
      arguments_(std::move(arguments)),
      assignments_(std::move(assignments)),
      settings_(efm::make_settings(assignments_)),
      span_(settings_.timeout.value_or(program.default_timeout)),
      patience_{pcp::Deadline::after(span_),
                [] {
                    return ending_signal() != 0;
                }},
      event_(event_id()),
      log_(program.name, event_, settings_.log)
{
}

void Call::expect_operands(std::size_t least, std::size_t most) const
{
    const std::size_t count = operands().size();
    if (count >= least && count <= most) return;
    throw efm::Error(efm::Error::Kind::usage, count < least ? "an argument is missing: see --help"
                                                            : "unexpected argument \"" + operands()[most] + "\"");
}

std::optional<std::string> Call::option(const std::string& name) const
{
    const auto found = arguments_.options.find(name);
    if (found == arguments_.options.end() || found->second.empty()) return std::nullopt;
    return found->second.back();
}

int Call::balance(efm::NewEvent intent, const std::function<efm::Outcome(efm::LoadBalancer&)>& act)
{
    if (!has("dry-run")) begin_record(std::move(intent));
    const efm::Outcome outcome = recorded(act);
    const efm::Error* failure = outcome.failure();
    const int exit = failure ? exit_code(failure->kind()) : exit_done;
    log_.write(failure ? Level::error : Level::info, {{"step", "outcome"}, {"detail", efm::sentence(outcome)}});
    const auto mark = record_ ? record_->mark() : efm::JournalMark{event_, false, std::nullopt};
    return say(with_loss(efm::sentence(outcome)), efm::to_json(outcome, exit, mark), exit);
}

void Call::begin_record(efm::NewEvent intent)
{
    intent.id = event_;
    intent.source = efm::this_process(program_.name, program_.party);
    for (const efm::Address& pool : settings_.pools) intent.pools.push_back(to_string(pool));
    intent.intent = joined(arguments_.operands);
    record_.emplace(journal_setup(), intent);
}

efm::Outcome Call::recorded(const std::function<efm::Outcome(efm::LoadBalancer&)>& act)
{
    try {
        efm::Outcome outcome = outcome_of(act);
        if (record_) record_->close(efm::closing_of(outcome));
        return outcome;
    } catch (const efm::Error& error) {
        if (!record_) throw;
        record_->close({.ending = efm::ending_of(error.kind()), .sentence = error.what()});
        throw efm::Error(error.kind(), with_loss(error.what()));
    }
}

// What is missing from the journal is said, and changes nothing else.
std::string Call::with_loss(std::string sentence)
{
    const auto loss = record_ ? record_->mark().loss : std::nullopt;
    if (!loss) return sentence;
    log_.write(Level::warning, {{"step", "journal"}, {"detail", *loss}});
    return sentence + "; the journal lacks this: " + *loss;
}

std::unique_ptr<efm::ServerProbe> Call::make_probe() const
{
    return efm::make_server_probe({settings_.server_user, settings_.server_database, settings_.server_passfile});
}

efm::Outcome Call::outcome_of(const std::function<efm::Outcome(efm::LoadBalancer&)>& act)
{
    const auto probe = make_probe();
    efm::BoostCommandRunner runner;
    std::vector<efm::Pool> pools = this->pools();
    if (record_) record_->settle();
    efm::LoadBalancer balancer({.pools = std::move(pools),
                                .map = settings_.map,
                                .unpooled = settings_.unpooled,
                                .efm_properties = settings_.efm_properties,
                                .state_dir = efm::turns_dir(settings_),
                                .dry_run = has("dry-run"),
                                .party = program_.party,
                                .proof = has("force") ? efm::Proof::off : settings_.proof,
                                .max_lag = settings_.max_lag,
                                .manager = efm::manager_question(settings_, runner),
                                .observe =
                                    [this](const efm::Progress& progress) {
                                        observe(progress);
                                    }},
                               *probe);
    return act(balancer);
}

int Call::say(const std::string& sentence, int exit) const
{
    return say(sentence, efm::to_json(sentence, exit), exit);
}

int Call::say(const std::string& sentence, const std::string& json, int exit) const
{
    const std::string line = one_line(exit == exit_done ? sentence : "error: " + sentence) + '\n';
    if (exit != exit_done || !has("quiet")) put(has("json") ? json + '\n' : line);
    return exit;
}

int Call::print(const std::string& text, const std::string& json, int exit) const
{
    const bool written = show(text, json);
    return written || exit != exit_done ? exit : exit_system;
}

bool Call::show(const std::string& text, const std::string& json) const
{
    return put(has("json") ? json + '\n' : text);
}

void Call::observe(const efm::Progress& progress)
{
    log_.write(Level::info, {{"pool", progress.pool}, {"step", progress.step}, {"detail", progress.detail}});
    if (record_) record_->note(progress);
    if (!has("verbose")) return;
    const std::string line = one_line(progress.pool + ' ' + progress.step + ": " + progress.detail) + '\n';
    write_to(STDERR_FILENO, line, milliseconds::zero());
}

int run(const Program& program, int argc, char** argv)
{
    install_signal_handlers();
    ::unsetenv("PGPASSWORD");  // libpq would take it: passwords come from files
    const std::vector<std::string> words(argv + 1, argv + argc);
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
    } catch (const std::exception& error) {
        return fail(std::string("this is a bug, please report it: ") + error.what(), exit_bug, json);
    }
}

efm::Address member_address(const std::string& host, const std::string& port)
{
    efm::Address address = efm::parse_address(host);
    if (!port.empty()) address.port = efm::parse_port(port);
    return address;
}

efm::NewEvent intent(std::string verb, const efm::Address& member, std::string type)
{
    return {.verb = std::move(verb), .target = to_string(member), .member = member, .type = std::move(type)};
}

}  // namespace hooks
