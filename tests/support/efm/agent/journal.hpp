// What the agent did, for tests to read: one JSON object a line, in `events.jsonl` of the agent's directory, each
// written at once. All have time (seconds since 1970), agent (address) and event; see the callers of record() for the
// rest.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>

#include "json.hpp"

namespace standin {

class Journal {
public:
    Journal(std::filesystem::path file, std::string agent);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    void record(const std::string& event, const Json& details = Json::object());

    // For people: one line to standard error, which is the agent's log.
    void say(const std::string& text);

private:
    std::mutex mutex_;
    std::string agent_;
    int fd_;
};

double seconds_since_1970();

}  // namespace standin
