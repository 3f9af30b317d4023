// What all mains share: argv, environment and file to settings, and whatever happens to an exit code.
#pragma once

#include "call.hpp"

namespace hooks {

// All of a main: never throws, never returns 1 or 255 of its own accord.
int run(const Program& program, int argc, char** argv);

}  // namespace hooks
