// What the doctor found, for people: the verdict, then one line a check.
#pragma once

#include <string>
#include <vector>

#include "efm/doctor.hpp"
#include "exit_codes.hpp"

namespace hooks {

// "fail  health_check_period  pool localhost:9898: is 10: Pgpool takes servers out by itself  ->  set ...", the gravest
// first. With `quiet` nothing of what is well.
std::string doctor_page(const std::vector<efm::Diagnosis>& diagnoses, bool quiet, bool colour);

// 0 all well, 75 nothing worse than a warning, 78 a failure.
ExitCode doctor_exit(const std::vector<efm::Diagnosis>& diagnoses);

}  // namespace hooks
