// Questions to a PostgreSQL server, each on a connection of its own and within a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "config.hpp"

namespace standin {

struct DbLogin {
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string password;
    std::string database;
};

// The login to another member's database. An undecryptable password is tried as it is: the server will say so.
DbLogin login_of(const Config& config, const std::string& address);

struct DbAnswer {
    std::vector<std::string> values;  // of the first row; null is empty
    std::string error;                // in the words of EFM's driver where they are known
    bool ok() const { return error.empty(); }
};

DbAnswer ask_database(const DbLogin& login, const std::string& sql, std::chrono::milliseconds limit);

}  // namespace standin
