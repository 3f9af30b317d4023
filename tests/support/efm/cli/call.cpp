#include "call.hpp"

#include <pwd.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace standin {
namespace {

constexpr std::chrono::seconds agent_limit{60};
constexpr const char* no_agent = "Authorization file not found. Is the local agent running?";

std::string user_name()
{
    const passwd* user = ::getpwuid(::geteuid());
    return user ? user->pw_name : std::to_string(::geteuid());
}

std::string authorization(const Config& config)
{
    const auto file = config.authorization_file();
    if (!std::filesystem::exists(file)) throw Refusal(no_agent);
    std::ifstream in(file);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (!text.empty()) return text;
    throw Refusal("Not authorized to run this command. User '" + user_name() + "' is not a member of the `" +
                  config.options().group + "` group.");
}

}  // namespace

std::filesystem::path properties_path(const std::string& cluster)
{
    if (cluster.ends_with(".properties")) return cluster;
    const std::string file = cluster + ".properties";
    if (const char* home = std::getenv("EFM_STANDIN_HOME")) return std::filesystem::path(home) / file;
    const std::filesystem::path self = reinterpret_cast<const char*>(::getauxval(AT_EXECFN));
    return self.parent_path() / ".." / "etc" / file;
}

Json Call::ask_agent(Json question, bool restricted) const
{
    if (restricted) question["authorization"] = authorization(config);
    try {
        return ask(config.admin(), question, {pcp::Deadline::after(agent_limit)});
    } catch (const std::exception&) {
        throw Refusal(no_agent);
    }
}

bool Call::has(const std::string& option) const
{
    return std::ranges::find(arguments, option) != arguments.end();
}

std::string Call::value_of(const std::string& option) const
{
    const auto found = std::ranges::find(arguments, option);
    return found == arguments.end() || found + 1 == arguments.end() ? "" : *(found + 1);
}

const std::string& Call::operand(std::size_t index) const
{
    if (index >= arguments.size()) throw Refusal("Missing argument. Use 'efm --help' for usage.");
    return arguments[index];
}

}  // namespace standin
