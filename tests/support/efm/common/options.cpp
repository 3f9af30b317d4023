#include "options.hpp"

#include <fstream>
#include <functional>
#include <stdexcept>

#include "json.hpp"

namespace standin {
namespace {

using Setters = std::map<std::string, std::function<void(const Json&)>>;

Setters setters_of(TestOptions& options)
{
    const auto set = [](auto& field) {
        return [&field](const Json& value) {
            value.get_to(field);
        };
    };
    const auto set_path = [](std::filesystem::path& field) {
        return [&field](const Json& value) {
            field = value.get<std::string>();
        };
    };
    return {
        {"generation",
         [&](const Json& value) {
             options.generation = parse_generation(value.get<std::string>());
         }},
        {"speed", set(options.speed)},
        {"times",
         [&](const Json& value) {
             for (const auto& [name, time] : value.items()) options.times[name] = std::chrono::milliseconds(time);
         }},
        {"after_promotion", set(options.after_promotion)},
        {"detach_before_stop", set(options.detach_before_stop)},
        {"detach_when_isolated", set(options.detach_when_isolated)},
        {"detach_lost_standby_agent", set(options.detach_lost_standby_agent)},
        {"attach_before_resumed", set(options.attach_before_resumed)},
        {"empty_argument", set(options.empty_argument)},
        {"group", set(options.group)},
        {"agent_dir", set_path(options.agent_dir)},
        {"server_log", set_path(options.server_log)},
    };
}

}  // namespace

TestOptions read_options(const std::filesystem::path& file)
{
    TestOptions options;
    options.agent_dir = file.parent_path();
    std::ifstream in(file);
    if (!in) return options;
    const Setters setters = setters_of(options);
    const Json json = Json::parse(in);
    for (const auto& [key, value] : json.items()) {
        const auto setter = setters.find(key);
        if (setter == setters.end()) throw std::runtime_error(file.string() + ": unknown key " + key);
        setter->second(value);
    }
    return options;
}

std::filesystem::path options_file(const std::filesystem::path& properties)
{
    std::filesystem::path file = properties;
    return file.replace_extension(".standin");
}

}  // namespace standin
