// Where the journal lies on this host, and who may share it. Private to the library.
#pragma once

#include <string>

#include "child_process.hpp"
#include "sqlite.hpp"

namespace efm {

// journal.db in state_dir. The directory is one user's (0700), or a group's (2770: what is made in it belongs to the
// group too); the files get 0600 or 0660. Anything opener is refused.
class JournalPlace {
public:
    // Throws Error (configuration) with the remedy; (system) if the directory cannot be read.
    explicit JournalPlace(const std::string& directory);

    const std::string& file() const { return file_; }

    // Held while a program opens the journal, makes it or sets it aside, which others must not do meanwhile. Waits.
    Descriptor lock() const;

    // Makes the file if it is not there, empty, and opens it. Call it under the lock. Throws Error.
    Database open() const;

    // Which file it is just now, whatever its name: changes when it is set aside. Zero if there is none.
    unsigned long identity() const;

    // Renames a damaged journal and says what it is called now. Call it under the lock. Throws Error (system).
    std::string set_aside() const;

private:
    Descriptor make(const std::string& path, int flags) const;
    void sync_directory() const;

    std::string file_;
    unsigned mode_;
    unsigned owner_;
};

}  // namespace efm
