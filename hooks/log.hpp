// The log of the programs: one record a step, one write a record, in a file, syslog or the journal.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hooks {

enum class Level { info, warning, error };

// What cannot be written is dropped: a log never stops an act. For use by several threads.
class Log {
public:
    using Fields = std::vector<std::pair<std::string_view, std::string>>;

    // `target` is the setting `log`: a file's path, syslog, journal or none. `event` marks all records of a call.
    Log(std::string program, std::string event, std::string target);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void write(Level level, const Fields& fields);

private:
    void open();
    void close();

    std::string program_;
    std::string event_;
    std::string target_;
    std::mutex guard_;
    int fd_ = -1;
};

// key=value pairs; values with blanks or quotes are quoted, control characters escaped: one record stays one line.
std::string logfmt(const Log::Fields& fields);

}  // namespace hooks
