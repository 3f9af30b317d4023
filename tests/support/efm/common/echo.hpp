// An ICMP echo, so that no ping program is needed.
#pragma once

#include <chrono>
#include <string>

namespace standin {

// Of IPv4 addresses only. False, too, if this user may not ask.
bool answers_echo(const std::string& address, std::chrono::milliseconds limit);

}  // namespace standin
