// What the agents of a stand-in cluster did, as they wrote it down.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace support {

struct EfmEvent {
    double time = 0;     // seconds since 1970; of a hook, when it had ended
    double started = 0;  // of a hook; else the same as time
    std::string agent;   // address of the one that did it
    std::string kind;    // hook, hook_started, notification, type, database, vip, member, agent
    std::string name;    // a hook's property, a notification's subject, a type, what was done to database or vip
    std::vector<std::string> argv;
    int exit = 0;
    std::string output;    // of both streams
    std::string severity;  // of a notification
    std::string line;      // the whole JSON object
};

// In the order of time. The half line that a killed agent left behind is not there.
std::vector<EfmEvent> read_events(const std::vector<std::filesystem::path>& files);

// "127.0.0.12 script.fence 127.0.0.12 127.0.0.11 exit 0": the hooks among them, the program's path left out.
std::vector<std::string> hook_lines(const std::vector<EfmEvent>& events);

}  // namespace support
