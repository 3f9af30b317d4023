// One call of a program: its settings, the load balancer by them, and what came of it in one sentence and an exit
// code.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "efm/command_runner.hpp"
#include "efm/journal_records.hpp"
#include "efm/load_balancer.hpp"
#include "efm/option_parser.hpp"
#include "efm/settings.hpp"
#include "event_record.hpp"
#include "exit_codes.hpp"
#include "log.hpp"

namespace hooks {

class Call;

struct Program {
    const char* name;
    const char* usage;  // its command line, one a line
    const char* about;  // what it does, for --help
    int (*work)(Call& call);
    std::chrono::milliseconds default_timeout{15'000};
    efm::Party party = efm::Party::manager;  // whose word it brings
    std::vector<efm::OptionSpec> options{};  // besides those that all programs have

    // Called before the settings are read. True if this call examines them: then a settings file that is off is no end
    // of it. Null: none does.
    bool (*prepare)(const efm::ParsedArguments& arguments) = nullptr;
};

// The settings file of a call.
struct SettingsFile {
    std::string path;  // empty: there is none
    efm::SettingsReading reading;
};

// One call of a program, its command line and settings read.
class Call {
public:
    Call(const Program& program, efm::ParsedArguments arguments, std::vector<efm::Assignment> assignments,
         SettingsFile file = {});

    const std::vector<std::string>& operands() const { return arguments_.operands; }

    // Throws efm::Error (usage) unless there are between `least` and `most` operands.
    void expect_operands(std::size_t least, std::size_t most) const;

    bool has(const std::string& option) const { return arguments_.has(option); }
    std::optional<std::string> option(const std::string& name) const;  // the last one given
    std::vector<std::string> option_values(const std::string& name) const;

    const std::vector<efm::Assignment>& assignments() const { return assignments_; }
    const efm::Settings& settings() const { return settings_; }
    const SettingsFile& settings_file() const { return file_; }
    const efm::EventId& event() const { return event_; }
    efm::Journal::Setup journal_setup() const { return {.state_dir = settings_.state_dir, .patience = patience_}; }

    // What a load balancer needs, by the settings and options. `runner` has to outlive it.
    efm::LoadBalancer::Setup balancer_setup(efm::CommandRunner& runner, const pcp::Patience& patience);

    std::vector<efm::Pool> pools() const { return efm::pools_of(settings_, patience_); }

    // The one that an outcome names, be it set or found.
    efm::Pool pool_at(const std::string& endpoint) const;

    std::chrono::milliseconds span() const { return span_; }

    // The time of the call from now on: for what is done again and again.
    pcp::Patience patience() const { return {pcp::Deadline::after(span_), patience_.cancelled}; }

    // Asks servers as the settings say.
    std::unique_ptr<efm::ServerProbe> make_probe() const;

    // Writes the intent down, runs the load balancer, says what came of it, and returns the exit code. Of the intent,
    // verb, target and, where there is one, member and type are the caller's to fill in.
    int balance(efm::NewEvent intent, const std::function<efm::Outcome(efm::LoadBalancer&)>& act);

    // The same without a word.
    efm::Outcome outcome_of(const std::function<efm::Outcome(efm::LoadBalancer&)>& act);

    // To standard output: the sentence, or the document if --json was given. With --quiet only failures are said.
    int say(const std::string& sentence, const std::string& json, int exit) const;
    int say(const std::string& sentence, int exit) const;

    // What a verb was asked for, whole lines, said even with --quiet. Output that could not be written is a failure.
    int print(const std::string& text, const std::string& json, int exit) const;

    // The same for one of many. False if it could not be written.
    bool show(const std::string& text, const std::string& json) const;

    Log& log() { return log_; }

private:
    void observe(const efm::Progress& progress);
    void begin_record(efm::NewEvent intent);
    std::vector<std::pair<efm::Address, std::string>> held();
    efm::Outcome recorded(const std::function<efm::Outcome(efm::LoadBalancer&)>& act);
    void close_record(const efm::Outcome& outcome);
    std::string with_loss(std::string sentence);

    const Program& program_;
    efm::Party party_;
    efm::ParsedArguments arguments_;
    std::vector<efm::Assignment> assignments_;
    SettingsFile file_;
    efm::Settings settings_;
    std::chrono::milliseconds span_;
    pcp::Patience patience_;
    efm::EventId event_;
    Log log_;
    std::string verb_;                   // of an event
    std::optional<EventRecord> record_;  // of one that changes something
};

std::string joined(const std::vector<std::string>& words);

// An operand that is a member's address, with its port if that is an operand of its own.
efm::Address member_address(const std::string& host, const std::string& port = {});

// Marks what belongs to one event, in the log and in the journal.
efm::EventId new_event_id();

// Members that are held, and why, in words.
std::vector<std::pair<efm::Address, std::string>> in_words(const std::vector<efm::Hold>& holds);

// What is asked of a member's backend.
efm::NewEvent intent(std::string verb, const efm::Address& member, std::string type = {});

}  // namespace hooks
