// What the other nodes do when there is a new primary: a standby follows it; the old primary of a switchover hands over
// and comes back as a standby.
#pragma once

#include "context.hpp"

namespace standin {

// Each takes its request and answers with ok and message.
Json reconfigure(Context& context, const Json& request);     // primary
Json hand_over(Context& context, const Json& request);       // recovery_conf: it stays away
Json become_standby(Context& context, const Json& request);  // primary, conninfo

}  // namespace standin
