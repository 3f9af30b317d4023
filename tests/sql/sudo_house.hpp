// A machine with rules for sudo and a user efm, as far as this process and its children see: a mount namespace of its
// own, in which other files lie over /etc/sudoers, /etc/passwd and /srv. The machine itself stays as it is.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "canned_efm.hpp"

namespace sql_test {

class SudoHouse {
public:
    // Takes root. Throws std::system_error. Once a process, for ever.
    SudoHouse();

    // Puts that efm where only the user efm may run it.
    void install(const CannedEfm& efm) const;
    std::string command() const { return "/srv/edb/efm-4.9/bin/efm"; }

    // The text of a sudoers file for EFM under /usr/edb.
    void allow(std::string rules) const;

    // Lines of shell that each call runs after it has been noted, as the user efm.
    void misbehave(const std::string& script) const;

    // What efm was called with so far, and by whom: "efm: cluster-status efm".
    std::vector<std::string> calls() const;
};

}  // namespace sql_test
