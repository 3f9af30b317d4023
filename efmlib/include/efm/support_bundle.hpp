// What somebody who helps has to know of a set-up, as one JSON document without secrets.
#pragma once

#include <string>
#include <vector>

#include "efm/doctor.hpp"
#include "efm/evidence.hpp"
#include "efm/option_parser.hpp"

namespace efm {

struct BundleParts {
    std::string suite_version;
    std::string made;    // when, in UTC: "2026-11-21T07:15:28Z"
    std::string host;    // its name
    std::string system;  // operating system, kernel and machine
    std::vector<Assignment> assignments;
    Evidence evidence;
    std::vector<Diagnosis> diagnoses;
    int exit_code = 0;                 // of the doctor
    std::string events;                // the document of the journal's last events; empty: it cannot be had
    std::string events_fault;          // why
    std::vector<std::string> secrets;  // what must be nowhere in it; see known_secrets()
};

// Values under the name of a secret are masked, items like "password=..." inside any text too, and each known secret
// wherever it occurs.
std::string support_bundle(const BundleParts& parts);

// All secrets that the files of a set-up hold, as far as this user may read them: the passwords of both password files
// (~/.pgpass where no other is named) in each reading of a colon, the secrets of efm.properties, of pgpool.conf and of
// pools' live settings. Nothing fails.
std::vector<std::string> known_secrets(const Settings& settings, const Evidence& evidence);

}  // namespace efm
