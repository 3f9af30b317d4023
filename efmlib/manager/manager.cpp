#include "efm/manager.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "command_outcome.hpp"
#include "efm/error.hpp"
#include "manager_arguments.hpp"
#include "printable.hpp"
#include "promotion.hpp"
#include "status_draft.hpp"

namespace efm {
namespace {

constexpr std::size_t longest_answer = 65'536;
constexpr std::chrono::milliseconds grace_of_reports{20};  // they change nothing, and who asked may not be waiting

std::string name_of(std::string_view sub_command)
{
    return "efm " + std::string(sub_command);
}

void remove_all(std::string& text, const std::string& secret)
{
    for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
        text.replace(at, secret.size(), "");
    }
}

// The last line that is nothing but hexadecimal digits, of 16 bytes or more.
std::string encrypted_in(std::string_view text)
{
    std::string found;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.size() >= 32 && line.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos) {
            found = line;
        }
    }
    return found;
}

}  // namespace

Manager::Manager(Setup setup, CommandRunner& runner) : setup_(std::move(setup)), runner_(runner)
{
    checked_program(setup_.command);
    checked_cluster(setup_.cluster);
    if (setup_.sudo_user.empty()) return;
    checked_user(setup_.sudo_user);
    checked_program(setup_.sudo);
}

Command Manager::command_for(std::string_view sub_command, std::vector<std::string> arguments,
                             const pcp::Patience& patience) const
{
    Command command;
    command.patience = patience;
    const bool through_sudo = !setup_.sudo_user.empty();
    if (through_sudo) command.argv = {setup_.sudo, "-n", "-u", setup_.sudo_user};
    command.killable = !through_sudo;
    const auto hand_down = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        if (through_sudo) {
            command.argv.push_back(std::string(name) + '=' + value);
        } else {
            command.environment[name] = value;
        }
    };
    hand_down("JAVA_HOME", setup_.java_home);
    hand_down("PATH", setup_.path);
    command.argv.push_back(setup_.command);
    command.argv.emplace_back(sub_command);
    command.argv.push_back(setup_.cluster);
    std::ranges::move(arguments, std::back_inserter(command.argv));
    return command;
}

CommandResult Manager::printed(Report report, const pcp::Patience& patience) const
{
    Command command = command_for(to_string(report), {}, patience);
    command.grace = grace_of_reports;
    command.output_cap = longest_report;
    return runner_.run(command);
}

ClusterStatus Manager::cluster_status(const pcp::Patience& patience) const
{
    try {
        return read_report(Report::cluster_json, printed(Report::cluster_json, patience));
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::protocol) throw;
        ClusterStatus status = cluster_status_text(patience);
        status.remarks.insert(status.remarks.begin(), std::string("the text was read instead: ") + error.what());
        return status;
    }
}

ClusterStatus Manager::cluster_status_text(const pcp::Patience& patience) const
{
    return read_report(Report::cluster_text, printed(Report::cluster_text, patience));
}

ClusterStatus Manager::node_status(const pcp::Patience& patience) const
{
    return read_report(Report::node_json, printed(Report::node_json, patience));
}

ControlResult Manager::order_with(const std::string& name, const Command& command) const
{
    const CommandResult result = runner_.run(command);
    require_ended(name, result);
    const auto refusal = known_refusal(name, result);
    if (refusal && refusal->kind() == Error::Kind::configuration) throw Error(*refusal);
    const std::string text = several_lines(words_of(result), longest_answer);
    return {result.succeeded() && !refusal, text, result.exit_code.value_or(-1)};
}

ControlResult Manager::order(std::string_view sub_command, std::vector<std::string> arguments,
                             const pcp::Patience& patience) const
{
    return order_with(name_of(sub_command), command_for(sub_command, std::move(arguments), patience));
}

ControlResult Manager::allow_node(const Address& member, const pcp::Patience& patience) const
{
    return order("allow-node", {host_argument(member)}, patience);
}

ControlResult Manager::disallow_node(const Address& member, const pcp::Patience& patience) const
{
    return order("disallow-node", {host_argument(member)}, patience);
}

ControlResult Manager::set_priority(const Address& member, int priority, const pcp::Patience& patience) const
{
    return order("set-priority", {host_argument(member), priority_argument(priority)}, patience);
}

ControlResult Manager::resume(const pcp::Patience& patience) const
{
    return order("resume", {}, patience);
}

ControlResult Manager::promote(const Promotion& promotion, const pcp::Patience& patience) const
{
    const std::string name = name_of("promote");
    Command command = command_for("promote", promotion_arguments(promotion), patience);
    command.input = promotion_input(promotion);
    // That it gives up for want of an answer is likely, but not documented: it is not run to find out.
    if (const auto question = certain_question(promotion)) {
        throw Error(Error::Kind::refused, name + " asks: " + *question);
    }
    ControlResult result = order_with(name, command);
    if (const auto question = open_question(promotion, result.text)) {
        const std::string code = std::to_string(result.exit_code);
        throw Error(Error::Kind::refused, name + " got no answer and returned " + code + "; it asks: " + *question);
    }
    return result;
}

ControlResult Manager::stop_cluster(const pcp::Patience& patience) const
{
    return order("stop-cluster", {}, patience);
}

ControlResult Manager::reset_members(const pcp::Patience& patience) const
{
    return order("reset-members", {}, patience);
}

ControlResult Manager::upgrade_conf(const std::string& source, const pcp::Patience& patience) const
{
    if (source.empty()) return order("upgrade-conf", {}, patience);
    return order("upgrade-conf", {"-source", checked_directory(source)}, patience);
}

ControlResult Manager::create_standby(const std::string& wal_directory, const pcp::Patience& patience) const
{
    if (wal_directory.empty()) return order("create-standby", {}, patience);
    return order("create-standby", {"-waldir", checked_directory(wal_directory)}, patience);
}

std::string Manager::encrypt(const std::string& password, const pcp::Patience& patience) const
{
    if (password.empty()) throw Error(Error::Kind::usage, "the password is empty");
    Setup as_we_are = setup_;
    as_we_are.sudo_user.clear();
    Command command = Manager(as_we_are, runner_).command_for("encrypt", {"--from-env"}, patience);
    command.environment["EFMPASS"] = password;
    CommandResult result = runner_.run(command);
    std::string encrypted = encrypted_in(result.out);
    remove_all(result.out, password);
    remove_all(result.err, password);
    require_ended("efm encrypt", result);
    if (!result.succeeded() || encrypted.empty()) {
        throw Error(Error::Kind::refused, "efm encrypt gave no encrypted password: " + excerpt(words_of(result)));
    }
    return encrypted;
}

}  // namespace efm
