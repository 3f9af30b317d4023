// Running another program: the seam between the library and the operating system's processes. Tests put a fake behind
// it.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pcp/deadline.hpp"

namespace efm {

struct Command {
    std::vector<std::string> argv;                   // [0] is a path, or a name to look up in PATH; never a shell line
    std::map<std::string, std::string> environment;  // over the caller's own
    bool inherit_environment = true;                 // false: `environment` is all there is
    std::optional<std::string> input;                // for its standard input, then the end; none is /dev/null
    std::size_t output_cap = 1'048'576;              // bytes kept of each stream; what comes after is read and dropped
    pcp::Patience patience;
    std::chrono::milliseconds grace{500};  // to end by itself when told to, before it is killed
    bool killable =
        true;  // false: it is told to end, and left to itself after the grace. Killed, sudo hands nothing on
};

// How a program ended and what it wrote. All of it is information: programs may print a valid report and return 1.
struct CommandResult {
    enum class Ending {
        exited,     // with exit_code
        signalled,  // killed by `signal`, not by us
        timed_out,  // the deadline came first; killed
        cancelled,  // Patience::cancelled said so; killed
    };

    Ending ending = Ending::exited;
    std::optional<int> exit_code;
    std::optional<int> signal;
    std::string out;
    std::string err;
    bool out_truncated = false;
    bool err_truncated = false;
    std::chrono::milliseconds duration{0};  // 0: it was not even started

    bool succeeded() const { return exit_code == 0; }
};

class CommandRunner {
public:
    virtual ~CommandRunner() = default;

    // Returns when the program has ended, or soon after the deadline: `grace` to end by itself, then it is killed.
    // Starts nothing when it is too late already. Throws Error: usage for a command that cannot be one, system
    // when the program cannot be started.
    virtual CommandResult run(const Command& command) = 0;
};

// The real one. The child has no terminal, no descriptor but 0 to 2, no signal ignored or blocked. Its input is a file
// in memory, so that nobody has to write while it runs. It leads a session and process group of its own, and nothing of
// that group outlives the call. A grandchild that left the group does, and costs half a second if it holds the pipes;
// so does what is not killable, and is reaped by a later call.
//
// Fit for a database backend: installs no signal handler, reaps nobody else's child, and runs no exit handler in a
// child. Needs Linux 5.11.
class BoostCommandRunner final : public CommandRunner {
public:
    CommandResult run(const Command& command) override;
};

}  // namespace efm
