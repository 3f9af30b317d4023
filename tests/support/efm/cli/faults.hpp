// How the command misbehaves on demand, as the real one may: words in the environment variable EFM_STANDIN_FAULT and in
// the file `<cluster>.faults` beside the properties file (which reaches the command through sudo, too), separated by
// blanks:
//   slow=MS        starts that late, as a JVM does (EFM: about 1000)
//   hang           never ends by itself; ignores SIGTERM
//   truncate=N     prints the first N bytes of its output only
//   stderr=TEXT    prints this line to standard error first; `_` stands for a blank
//   warning        prints a line as a JVM warns to standard output, in front of everything
//   info=huge      a megabyte in the first Info
//   info=utf8      non-ASCII characters in it
//   lag            the standbys' replayed LSN is shown as behind
//   exit=N         ends with this status, whatever happened
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "report.hpp"

namespace standin {

class Faults {
public:
    explicit Faults(const std::filesystem::path& file);

    void at_start() const;
    void spoil(ClusterReport& report) const;

    // Prints what may be printed. The exit status.
    int finish(std::string output, int exit) const;

private:
    // Empty: not asked for.
    std::optional<std::string> value(const std::string& name) const;

    std::string words_;
};

}  // namespace standin
