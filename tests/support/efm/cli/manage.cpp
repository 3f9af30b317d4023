#include "manage.hpp"

namespace standin {
namespace {

// The words of success are those of old releases: unverified for 4 and 5.
Outcome signal_agent(const Call& call, const Json& question, const char* command)
{
    const Json answer = call.ask_agent(question, true);
    if (!answer.at("ok")) throw Refusal(answer.at("message"));
    return {std::string(command) + " signal sent to local agent.\n", 0};
}

}  // namespace

Outcome allow_node(const Call& call)
{
    return signal_agent(call, {{"do", "allow"}, {"address", call.operand(0)}}, "allow-node");
}

Outcome disallow_node(const Call& call)
{
    return signal_agent(call, {{"do", "disallow"}, {"address", call.operand(0)}}, "disallow-node");
}

Outcome set_priority(const Call& call)
{
    const std::string& number = call.operand(1);
    if (number.empty() || number.size() > 6 || number.find_first_not_of("0123456789") != number.npos) {
        throw Refusal("Invalid priority: " + number);
    }
    const Json question{{"do", "priority"}, {"address", call.operand(0)}, {"priority", std::stoi(number)}};
    return signal_agent(call, question, "set-priority");
}

Outcome resume(const Call& call)
{
    return signal_agent(call, {{"do", "resume"}, {"by", "command line"}}, "resume");
}

Outcome stop_cluster(const Call& call)
{
    return signal_agent(call, {{"do", "stop_cluster"}, {"by", "command line"}}, "stop-cluster");
}

Outcome reset_members(const Call& call)
{
    if (!call.config.generation().has_reset_members()) throw Refusal("Unknown command: reset-members");
    return signal_agent(call, {{"do", "reset_members"}, {"by", "command line"}}, "reset-members");
}

Outcome create_standby(const Call& call)
{
    if (!call.config.generation().has_create_standby()) throw Refusal("Unknown command: create-standby");
    return signal_agent(call, {{"do", "create_standby"}, {"by", "command line"}}, "create-standby");
}

}  // namespace standin
