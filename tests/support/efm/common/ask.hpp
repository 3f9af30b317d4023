// One question to an agent: a JSON object a line, there and back. Used between agents and by the command line.
#pragma once

#include "json.hpp"
#include "sockets.hpp"

namespace standin {

// The answer. Throws std::runtime_error (pcp::Error when patience ends) if there is none.
Json ask(const Endpoint& agent, const Json& question, const pcp::Patience& patience);

}  // namespace standin
