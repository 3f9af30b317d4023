// pgpool_backend doctor: proves a set-up before the outage. Changes nothing.
#pragma once

#include "call.hpp"

namespace hooks {

// Before the settings are read: if the verb is doctor, what only root may read is read, and root becomes the user of
// the hooks. True then.
bool prepare_doctor(const efm::ParsedArguments& arguments);

int doctor(Call& call);

}  // namespace hooks
