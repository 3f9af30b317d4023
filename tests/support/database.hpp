// SQL for tests, by libpq.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace support {

struct Login {
    std::string host;
    std::uint16_t port = 0;
    std::string user = "postgres";
    std::string database = "postgres";
    std::string password;
};

using Row = std::map<std::string, std::string>;  // by column; null is empty

// On a connection of its own, with a limit of 10 s. Throws std::runtime_error with the server's words.
std::vector<Row> query(const Login& login, const std::string& sql);

// The first value of the first row; empty if there is none.
std::string query_value(const Login& login, const std::string& sql);

// The same as query_value(), over a network that may swallow everything. Empty: no answer in time, or an error.
std::optional<std::string> ask_in_time(const Login& login, const std::string& sql, std::chrono::milliseconds limit);

// It takes logins. Says nothing about this one.
bool is_accepting(const Login& login);

}  // namespace support
