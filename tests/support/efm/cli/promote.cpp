// efm promote: its questions, and the request to the local agent.
#include <algorithm>
#include <iostream>

#include "echo.hpp"
#include "manage.hpp"
#include "status.hpp"

namespace standin {
namespace {

constexpr const char* sure = "Are you sure you want to continue? [y/N]:";
constexpr std::chrono::milliseconds echo_limit{300};

// Anything but y or yes is no; so is the end of the input.
bool confirmed(const std::string& question)
{
    std::cout << question << ' ' << std::flush;
    std::string line;
    if (!std::getline(std::cin, line)) std::cout << '\n';
    std::ranges::transform(line, line.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return line == "y" || line == "yes";
}

void require(const std::string& question)
{
    if (!confirmed(question)) throw Refusal("Promotion has been cancelled.");
}

bool in_sync(const ClusterReport& report)
{
    return closing_sentence(report).starts_with("Standby database(s) in sync");
}

bool has_primary_agent(const ClusterReport& report)
{
    return std::ranges::find(report.nodes, "Primary", &NodeReport::type) != report.nodes.end();
}

void ask_before_promotion(const Call& call, const ClusterReport& report)
{
    const std::string vip = call.config.text("virtual.ip");
    const bool primary = has_primary_agent(report);
    if (primary) {
        require(std::string("The primary database will be shut down and a standby will be promoted. ") + sure);
    } else if (!vip.empty() && answers_echo(vip, echo_limit)) {
        require(std::string("The primary agent is not present but the VIP is in use. ") + sure);
    }
    if (primary && in_sync(report)) return;
    require(closing_sentence(report) + "\nWould you like to attempt to promote the standby anyway [y/N]:");
    require(
        "Forcing this promotion may result in data loss - are you sure you want to continue? This is the last "
        "prompt. [y/N]:");
}

std::string accepted(bool switchover)
{
    return std::string(switchover ? "Promote/switchover" : "Promote") +
           " command accepted by local agent. Proceeding with promotion" +
           (switchover ? " and will reconfigure original primary" : "") +
           ". Run the 'cluster-status' command for information about the new cluster state.\n";
}

}  // namespace

Outcome promote(const Call& call)
{
    const bool switchover = call.has("-switchover");
    const ClusterReport report = survey(call);
    if (!switchover) ask_before_promotion(call, report);
    if (switchover && !has_primary_agent(report))
        throw Refusal("There is no primary agent. No switchover is possible.");
    if (switchover && !in_sync(report)) throw Refusal(closing_sentence(report) + " No switchover is possible.");
    const Json answer = call.ask_agent({{"do", "promote"},
                                        {"switchover", switchover},
                                        {"source", call.value_of("-sourcenode")},
                                        {"quiet", call.has("-quiet")},
                                        {"scripts", !call.has("-noscripts")}},
                                       true);
    if (!answer.at("ok")) throw Refusal(answer.at("message"));
    return {accepted(switchover), 0};
}

}  // namespace standin
