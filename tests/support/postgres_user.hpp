// The servers refuse to run as root: tests started by root run them as the user postgres, others as themselves.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace support {

// The command, preceded by what it takes to run it as that user.
std::vector<std::string> as_postgres(const std::vector<std::string>& argv);

enum class Rights {
    none,
    network,  // to change its host's addresses and to tell the network; a root's to give
};

// The same for a server: it gets SIGQUIT when the test's process dies, however it dies.
std::vector<std::string> as_postgres_until_we_die(const std::vector<std::string>& argv, Rights rights);

void give_to_postgres(const std::filesystem::path& path);

}  // namespace support
