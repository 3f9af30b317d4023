// What a test says about a server's log when it is over.
#pragma once

#include <cstddef>
#include <string>

namespace support {

// The lines that tell of a crash or a failed assertion. A kill by the test is none.
std::string crash_lines(const std::string& log);

// How many processes of Pgpool that serve a client's session crashed. Those of 4.3.5 do when a session begins while the
// primary is dead and not yet detached, whoever is to detach it.
std::size_t crashed_sessions(const std::string& pgpool_log);

// Which crashes are no failure of the test.
enum class Tolerated { none, sessions, all };

// Fails the running test if the log tells of a crash. Prints the log's end if the test has failed.
void check_log(const std::string& server, const std::string& log, Tolerated tolerated = Tolerated::none);

}  // namespace support
