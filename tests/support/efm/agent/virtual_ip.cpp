#include "virtual_ip.hpp"

#include "arp.hpp"
#include "echo.hpp"
#include "efm/command_runner.hpp"
#include "efm/error.hpp"

namespace standin {
namespace {

constexpr std::chrono::milliseconds echo_limit{300};
constexpr std::chrono::seconds command_limit{20};

efm::CommandResult run(const std::vector<std::string>& argv)
{
    efm::Command command;
    command.argv = argv;
    command.patience.deadline = pcp::Deadline::after(command_limit);
    try {
        return efm::BoostCommandRunner{}.run(command);
    } catch (const efm::Error& error) {
        efm::CommandResult result;
        result.exit_code = 127;
        result.err = error.what();
        return result;
    }
}

}  // namespace

bool VirtualIp::assign()
{
    const bool assigned = change("add", "File exists");
    if (assigned) announce_address(address(), config_.text("virtual.ip.interface"));
    return assigned;
}

bool VirtualIp::release()
{
    return change("del", "Cannot assign requested address");
}

bool VirtualIp::answers() const
{
    return answers_echo(address(), echo_limit);
}

bool VirtualIp::change(const char* act, const char* already)
{
    const std::string with_prefix = address() + "/" + config_.text("virtual.ip.prefix");
    const auto result = run({"/usr/sbin/ip", "addr", act, with_prefix, "dev", config_.text("virtual.ip.interface")});
    const bool ok = result.succeeded() || result.err.find(already) != std::string::npos;
    journal_.record("vip", {{"act", act}, {"ok", ok}, {"address", address()}, {"output", result.err}});
    return ok;
}

bool ping_server_answers(const Config& config)
{
    std::vector<std::string> argv = config.words("ping.server.command");
    argv.push_back(config.text("ping.server.ip"));
    return run(argv).succeeded();
}

}  // namespace standin
