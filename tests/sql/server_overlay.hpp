// A server that finds the extension, without installing anything on the machine: the installed server's program beside
// links to its files and our own. PostgreSQL finds its files relative to its program.
#pragma once

#include <filesystem>
#include <string>

#include "temp_dir.hpp"

namespace sql_test {

class ServerOverlay {
public:
    // By the build's own install rules. Throws std::runtime_error.
    ServerOverlay();

    std::string program() const;  // postgres
    std::string library() const;  // efm_extension.so, for a server that is started without the overlay too

    // The same, with a locale ("de_DE.utf8") that need not be installed; the server has messages in its language.
    std::string program_in(const std::string& locale) const;

    // Puts a folder's files among the extension's, in the place of those of the same name.
    void replace_scripts(const std::filesystem::path& folder) const;

private:
    std::filesystem::path inside(const std::string& installed) const;

    support::TempDir dir_;
};

}  // namespace sql_test
