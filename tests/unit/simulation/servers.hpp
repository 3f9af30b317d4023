// PostgreSQL servers, as far as their roles go: timelines, identity, who streams from whom, and which WAL is whose.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "efm/server_probe.hpp"

namespace simulation {

inline constexpr int server_count = 3;
inline constexpr std::uint64_t our_system = 7432;

// WAL from one promotion to the next. Two servers that are promoted apart write one timeline and different WAL.
struct Branch {
    std::uint32_t timeline = 1;
    int writing = 0;         // which one, whatever its timeline is called
    std::uint64_t from = 0;  // where it left the one before
    bool operator==(const Branch&) const = default;
};

enum class Life { up, starting, stopped, hung };

struct Server {
    int id = 0;
    Life life = Life::up;
    bool in_recovery = true;
    bool streams = true;
    std::vector<Branch> wal{Branch{}};
    std::uint64_t position = 100;
    std::uint64_t system = our_system;
    int upstream = 0;

    bool is_up() const { return life == Life::up; }
    bool is_writable() const { return is_up() && !in_recovery; }
    std::uint32_t timeline() const { return wal.back().timeline; }

    // Whether all its WAL is the other's too.
    bool is_part_of(const Server& other) const;
};

std::string to_string(const Server& server);

class Servers {
public:
    Servers();

    Server& operator[](int id) { return all_[static_cast<std::size_t>(id)]; }
    const Server& operator[](int id) const { return all_[static_cast<std::size_t>(id)]; }
    auto begin() const { return all_.begin(); }
    auto end() const { return all_.end(); }

    void promote(int id);
    void stop(int id);
    void start(int id) { (*this)[id].life = Life::starting; }
    void follow(int id, int upstream);                    // as it is: what it has too much keeps it from streaming
    void rebuild(int id, int upstream);                   // out of a copy of the upstream
    void put_another_in_place(int id, bool in_recovery);  // a server of another cluster at its address
    void write();                                         // writable servers go on
    void stream();                                        // standbys come after, where they can
    void settle();                                        // until nothing changes by itself

    efm::ServerFacts facts(int id) const;  // to one who logs in

    // The one writable server on the newest timeline of our system. Null if there is none, or two, or if a standby
    // streams from one that is newer and hangs.
    const Server* primary() const;

private:
    bool can_stream(const Server& server) const;

    std::vector<Server> all_;
    int writings_ = 0;
};

}  // namespace simulation
