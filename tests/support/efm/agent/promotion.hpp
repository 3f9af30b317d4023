// Becoming the primary, on the standby that was chosen.
#pragma once

#include <optional>

#include "context.hpp"

namespace standin {

// Request: failed, scripts, after. Answer: ok, message. Never empty; optional for its caller's sake.
std::optional<Json> promote_here(Context& context, const Json& request);

}  // namespace standin
