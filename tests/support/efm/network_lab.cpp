#include "network_lab.hpp"

#include <unistd.h>

#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "efm/command_runner.hpp"

namespace support {
namespace {

constexpr const char* prefix = "efmlab-";
constexpr const char* ip_program = "/usr/sbin/ip";

std::string ip(const std::string& words)
{
    std::istringstream in(words);
    efm::Command command;
    command.argv = {ip_program};
    for (std::string word; in >> word;) command.argv.push_back(word);
    const auto result = efm::BoostCommandRunner{}.run(command);
    if (!result.succeeded()) throw std::runtime_error("ip " + words + ": " + result.err);
    return result.out;
}

std::string cable(std::size_t host)
{
    return "cable" + std::to_string(host);
}

// Those of tests that were killed: named after a process that is gone.
void remove_abandoned()
{
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/run/netns", ignored)) {
        const std::string name = entry.path().filename();
        if (!name.starts_with(prefix)) continue;
        const std::string pid = name.substr(std::string(prefix).size(), name.rfind('-') - std::string(prefix).size());
        if (!std::filesystem::exists("/proc/" + pid)) ip("netns del " + name);
    }
}

}  // namespace

bool NetworkLab::is_possible()
{
    return ::geteuid() == 0 && ::access(ip_program, X_OK) == 0;
}

NetworkLab::NetworkLab(std::size_t hosts) : hosts_(hosts)
{
    remove_abandoned();
    ip("netns add " + hub());
    const std::string at_hub = "-n " + hub() + " ";
    ip(at_hub + "link add bridge0 type bridge");
    ip(at_hub + "addr add " + gateway() + "/24 dev bridge0");
    ip(at_hub + "link set bridge0 up");
    for (std::size_t host = 0; host < hosts_; ++host) {
        const std::string at_host = "-n " + name(host) + " ";
        ip("netns add " + name(host));
        ip(at_hub + "link add " + cable(host) + " type veth peer name eth0 netns " + name(host));
        ip(at_hub + "link set " + cable(host) + " up");
        ip(at_host + "link set lo up");
        ip(at_host + "addr add " + address(host) + "/24 dev eth0");
        ip(at_host + "link set eth0 up");
        plug_cable(host);
    }
}

NetworkLab::~NetworkLab()
{
    for (std::size_t host = 0; host < hosts_; ++host) ip("netns del " + name(host));
    ip("netns del " + hub());
}

std::string NetworkLab::hub() const
{
    return prefix + std::to_string(::getpid()) + "-hub";
}

std::string NetworkLab::name(std::size_t host) const
{
    return prefix + std::to_string(::getpid()) + "-" + std::to_string(host);
}

std::string NetworkLab::address(std::size_t host)
{
    return "10.213.0." + std::to_string(11 + host);
}

void NetworkLab::pull_cable(std::size_t host) const
{
    ip("-n " + hub() + " link set " + cable(host) + " nomaster");
}

void NetworkLab::plug_cable(std::size_t host) const
{
    ip("-n " + hub() + " link set " + cable(host) + " master bridge0");
}

std::vector<std::string> NetworkLab::addresses(std::size_t host) const
{
    std::istringstream words(ip("-n " + name(host) + " -brief -4 addr show dev eth0"));
    std::vector<std::string> found;
    for (std::string word; words >> word;) {
        if (word.find('/') != word.npos) found.push_back(word);
    }
    return found;
}

}  // namespace support
