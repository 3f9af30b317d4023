#include "run.hpp"

#include <stdexcept>

#include "postgres_user.hpp"

namespace support {
namespace {

efm::CommandResult run(efm::Command command, std::chrono::milliseconds limit)
{
    command.patience.deadline = pcp::Deadline::after(limit);
    return efm::BoostCommandRunner{}.run(command);
}

}  // namespace

std::filesystem::path built_program(const std::string& name)
{
    return EFM_PROGRAMS "/" + name;
}

efm::CommandResult run_program(const std::string& name, const std::vector<std::string>& arguments,
                               const std::map<std::string, std::string>& environment, std::chrono::milliseconds limit)
{
    efm::Command command;
    command.argv = {built_program(name)};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = environment;
    return run(command, limit);
}

std::string run_tool(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment)
{
    std::vector<std::string> words{"/usr/bin/env"};  // changing the user clears the environment
    for (const auto& [name, value] : environment) words.emplace_back(name).append("=").append(value);
    words.insert(words.end(), argv.begin(), argv.end());
    efm::Command command;
    command.argv = as_postgres(words);
    const auto result = run(command, std::chrono::seconds{60});
    if (!result.succeeded()) throw std::runtime_error(argv.front() + " failed: " + result.out + result.err);
    return result.out;
}

}  // namespace support
