#include "call.hpp"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>

#include "efm/closing.hpp"
#include "efm/manager_of.hpp"
#include "efm/report.hpp"
#include "efm/server_probe.hpp"
#include "output.hpp"
#include "signals.hpp"
#include "slot.hpp"
#include "when.hpp"

namespace hooks {
namespace {

efm::Party party_of(const Program& program, const efm::ParsedArguments& arguments)
{
    const auto slot = arguments.options.find("as");
    return slot == arguments.options.end() ? program.party : slot_of(slot->second.back()).party;
}

// What is waited for before the work begins does not count.
std::chrono::milliseconds drain_of(const Call& call)
{
    const auto drain = call.option("drain");
    return drain ? efm::parse_duration(*drain) : std::chrono::milliseconds::zero();
}

}  // namespace

Call::Call(const Program& program, efm::ParsedArguments arguments, std::vector<efm::Assignment> assignments,
           SettingsFile file)
    : program_(program),
      party_(party_of(program, arguments)),
      arguments_(std::move(arguments)),
      assignments_(std::move(assignments)),
      file_(std::move(file)),
      settings_(efm::make_settings(assignments_)),
      span_(settings_.timeout.value_or(program.default_timeout) + drain_of(*this)),
      patience_{pcp::Deadline::after(span_),
                [] {
                    return ending_signal() != 0;
                }},
      event_(new_event_id()),
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

std::vector<std::string> Call::option_values(const std::string& name) const
{
    const auto found = arguments_.options.find(name);
    return found == arguments_.options.end() ? std::vector<std::string>{} : found->second;
}

int Call::balance(efm::NewEvent intent, const std::function<efm::Outcome(efm::LoadBalancer&)>& act)
{
    verb_ = intent.verb;
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
    intent.source = efm::this_process(program_.name, party_);
    for (const efm::Address& pool : settings_.pools) intent.pools.push_back(to_string(pool));
    intent.intent = joined(arguments_.operands);
    record_.emplace(journal_setup(), intent);
}

efm::Outcome Call::recorded(const std::function<efm::Outcome(efm::LoadBalancer&)>& act)
{
    try {
        efm::Outcome outcome = outcome_of(act);
        if (record_) close_record(outcome);
        return outcome;
    } catch (const efm::Error& error) {
        if (!record_) throw;
        record_->close({.ending = efm::ending_of(error.kind()), .sentence = error.what()});
        throw efm::Error(error.kind(), with_loss(error.what()));
    }
}

// A promotion makes an end of what was open before it.
void Call::close_record(const efm::Outcome& outcome)
{
    const efm::Closing closing = efm::closing_of(outcome);
    const bool promoted = std::ranges::any_of(outcome.pools, [](const efm::PoolOutcome& pool) {
        return std::ranges::find(pool.steps, efm::Act::promote, &efm::Step::act) != pool.steps.end();
    });
    if (promoted && closing.epoch) record_->journal().supersede(*closing.epoch);
    record_->close(closing);
}

// What is missing from the journal is said, and changes nothing else.
std::string Call::with_loss(std::string sentence)
{
    const auto loss = record_ ? record_->mark().loss : std::nullopt;
    if (!loss) return sentence;
    log_.write(Level::warning, {{"step", "journal"}, {"detail", *loss}});
    return sentence + "; the journal lacks this: " + *loss;
}

efm::Pool Call::pool_at(const std::string& endpoint) const
{
    const std::vector<efm::Pool> set = pools();
    const auto found =
        std::ranges::find(set, endpoint, [](const efm::Pool& pool) { return pcp::endpoint(pool.options); });
    if (found != set.end()) return *found;
    return efm::pool_maker(settings_, patience_)(efm::parse_address(endpoint));
}

std::unique_ptr<efm::ServerProbe> Call::make_probe() const
{
    return efm::make_server_probe({settings_.server_user, settings_.server_database, settings_.server_passfile});
}

efm::LoadBalancer::Setup Call::balancer_setup(efm::CommandRunner& runner, const pcp::Patience& patience)
{
    return {.pools = efm::pools_of(settings_, patience),
            .mode = settings_.mode,
            .pool_at = efm::pool_maker(settings_, patience),
            .policy = settings_.policy,
            .map = settings_.map,
            .unpooled = settings_.unpooled,
            .efm_properties = settings_.efm_properties,
            .state_dir = efm::turns_dir(settings_),
            .dry_run = has("dry-run"),
            .party = party_,
            .proof = has("force") ? efm::Proof::off : settings_.proof,
            .max_lag = settings_.max_lag,
            .manager = efm::manager_question(settings_, runner),
            .observe = [this](const efm::Progress& progress) {
                observe(progress);
            }};
}

efm::Outcome Call::outcome_of(const std::function<efm::Outcome(efm::LoadBalancer&)>& act)
{
    const auto probe = make_probe();
    efm::BoostCommandRunner runner;
    efm::LoadBalancer::Setup setup = balancer_setup(runner, patience_);
    if (record_) setup.record = record_->gate();
    if (!has("force")) setup.held = held();
    efm::LoadBalancer balancer(std::move(setup), *probe);
    return act(balancer);
}

// Of a detach nobody asks.
std::vector<std::pair<efm::Address, std::string>> Call::held()
{
    if (verb_ != "attach" && verb_ != "promote" && verb_ != "follow") return {};
    if (record_) return in_words(record_->journal().known_holds());
    return in_words(efm::Journal(journal_setup()).known_holds());
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
    write_to(STDERR_FILENO, line, std::chrono::milliseconds::zero());
}

std::string joined(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
    return line;
}

efm::EventId new_event_id()
{
    timeval now{};
    ::gettimeofday(&now, nullptr);
    return std::to_string(now.tv_sec) + '.' + std::to_string(1'000'000 + now.tv_usec).substr(1) + '-' +
           std::to_string(::getpid());
}

std::vector<std::pair<efm::Address, std::string>> in_words(const std::vector<efm::Hold>& holds)
{
    std::vector<std::pair<efm::Address, std::string>> result;
    for (const efm::Hold& hold : holds) {
        const std::string end = hold.until ? "until " + time_text(*hold.until) : "until it is released";
        result.emplace_back(hold.member, hold.reason + " (by " + hold.holder + ", " + end + ')');
    }
    return result;
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
