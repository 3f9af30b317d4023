// An idle agent begins to monitor its database (again): at its start, by command, or by itself.
#pragma once

#include "context.hpp"

namespace standin {

// With script.resumed and the load balancer's attach. Answer: ok, message.
Json resume(Context& context);

// Without: of an agent that for a while could not reach its database.
void resume_silently(Context& context);

// What the agent is when it starts. Throws std::runtime_error if it must not run: there is a primary already.
void begin_monitoring(Context& context);

}  // namespace standin
