// What an agent does about its own database, or its own isolation.
#pragma once

#include "context.hpp"

namespace standin {

// The database did not answer for too long (rows 1 and 6 of spec/efm.md 5).
void database_failed(Context& context, MemberType type);

// A primary's custom monitor said so; a standby's (row 17).
void monitor_failed(Context& context, MemberType type);

// A standby out of recovery, a primary in recovery (row 16).
void wrong_state(Context& context, MemberType type);

// A primary that sees no majority and no ping server (row 5).
void isolated(Context& context);

// An isolated primary is back, and nobody was promoted.
void back_from_isolation(Context& context);

}  // namespace standin
