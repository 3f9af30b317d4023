#include "efm_events.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace support {
namespace {

EfmEvent parse(const std::string& line)
{
    const auto json = nlohmann::json::parse(line);
    EfmEvent event;
    event.time = json.at("time");
    event.started = json.value("started", event.time);
    event.agent = json.at("agent");
    event.kind = json.at("event");
    for (const char* key : {"hook", "subject", "type", "act", "address"}) {
        if (event.name.empty()) event.name = json.value(key, "");
    }
    event.argv = json.value("argv", std::vector<std::string>{});
    event.exit = json.value("exit", 0);
    event.output = json.value("out", "") + json.value("err", "") + json.value("output", "") + json.value("body", "");
    event.severity = json.value("severity", "");
    event.line = line;
    return event;
}

}  // namespace

std::vector<EfmEvent> read_events(const std::vector<std::filesystem::path>& files)
{
    std::vector<EfmEvent> events;
    for (const auto& file : files) {
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);) {
            if (nlohmann::json::accept(line)) events.push_back(parse(line));
        }
    }
    std::ranges::stable_sort(events, {}, &EfmEvent::time);
    return events;
}

std::vector<std::string> hook_lines(const std::vector<EfmEvent>& events)
{
    std::vector<std::string> lines;
    for (const EfmEvent& event : events) {
        if (event.kind != "hook") continue;
        std::string line = event.agent + ' ' + event.name;
        for (std::size_t i = 1; i < event.argv.size(); ++i) line += ' ' + event.argv[i];
        lines.push_back(line + " exit " + std::to_string(event.exit));
    }
    return lines;
}

}  // namespace support
