// Clients of a pool: one that writes, and several that read. Each loses heart after a few seconds, connects again and
// goes on; nothing is tried twice.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "database.hpp"
#include "statement.hpp"

namespace scenarios {

// Numbered rows go into the table `traffic`, each with the address of the server that took it.
class Traffic {
public:
    static void create_table(const support::Login& primary);

    // The rows of a server: number to the server that took it.
    static std::map<long, std::string> rows(const support::Login& server);

    // The clients live in the network namespace (empty: this one). The table is there.
    explicit Traffic(support::Login pool, std::string network_namespace = "", int readers = 3);
    ~Traffic() { stop(); }
    Traffic(const Traffic&) = delete;
    Traffic& operator=(const Traffic&) = delete;

    void stop();
    Statements statements() const;  // so far, in the order in which they ended

private:
    void write();
    void read();
    void record(Statement statement);

    support::Login pool_;
    std::string namespace_;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    Statements statements_;
    std::vector<std::thread> clients_;
};

}  // namespace scenarios
