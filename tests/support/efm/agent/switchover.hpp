// efm promote, with or without -switchover.
#pragma once

#include "context.hpp"

namespace standin {

// Request: switchover, source (empty: any standby), quiet, scripts. Accepts or refuses at once; the work is done by
// promote_by_command().
Json accept_promote(Context& context, const Json& request);

void promote_by_command(Context& context, const Json& request);

}  // namespace standin
