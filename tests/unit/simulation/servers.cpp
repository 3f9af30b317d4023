#include "servers.hpp"

#include <algorithm>

namespace simulation {

bool Server::is_part_of(const Server& other) const
{
    if (system != other.system || wal.size() > other.wal.size()) return false;
    if (!std::equal(wal.begin(), wal.end(), other.wal.begin())) return false;
    const bool older = wal.size() < other.wal.size();
    return position <= (older ? other.wal[wal.size()].from : other.position);
}

std::string to_string(const Server& server)
{
    const char* const lives[] = {"up", "starting", "stopped", "hung"};
    std::string text = "server " + std::to_string(server.id) + ' ' + lives[static_cast<int>(server.life)] +
                       (server.in_recovery ? ", standby of " + std::to_string(server.upstream) : ", writable") +
                       ", timeline " + std::to_string(server.timeline()) + '/' +
                       std::to_string(server.wal.back().writing) + " at " + std::to_string(server.position);
    if (server.in_recovery) text += server.streams ? ", streams" : ", does not stream";
    if (server.system != our_system) text += ", of another cluster";
    return text;
}

Servers::Servers() : all_(server_count)
{
    for (int id = 0; id < server_count; ++id) (*this)[id].id = id;
    all_[0].in_recovery = all_[0].streams = false;
}

void Servers::promote(int id)
{
    Server& server = (*this)[id];
    if (!server.is_up() || !server.in_recovery) return;
    server.in_recovery = server.streams = false;
    server.wal.push_back({server.timeline() + 1, ++writings_, server.position});
}

void Servers::stop(int id)
{
    (*this)[id].life = Life::stopped;
    (*this)[id].streams = false;
}

void Servers::follow(int id, int upstream)
{
    Server& server = (*this)[id];
    server.in_recovery = true;
    server.streams = false;
    server.upstream = upstream;
}

void Servers::rebuild(int id, int upstream)
{
    const Server copy = (*this)[upstream];
    Server& server = (*this)[id];
    server.wal = copy.wal;
    server.position = copy.position;
    server.system = copy.system;
    follow(id, upstream);
}

void Servers::put_another_in_place(int id, bool in_recovery)
{
    Server& server = (*this)[id];
    server = Server{.id = id, .in_recovery = in_recovery, .streams = in_recovery, .system = our_system + 1};
    server.upstream = id;  // somewhere else, where all is well
    server.wal.front().writing = ++writings_;
}

void Servers::write()
{
    for (Server& server : all_) {
        if (server.is_writable()) server.position += 10;
    }
}

bool Servers::can_stream(const Server& server) const
{
    if (!server.is_up() || !server.in_recovery) return false;
    if (server.upstream == server.id) return server.system != our_system;
    const Server& upstream = (*this)[server.upstream];
    return upstream.is_up() && server.is_part_of(upstream);
}

// A stream from a server that hangs is not given up at once.
void Servers::stream()
{
    for (Server& server : all_) {
        if (server.streams && server.is_up() && (*this)[server.upstream].life == Life::hung) continue;
        server.streams = can_stream(server);
        if (!server.streams || server.upstream == server.id) continue;
        server.wal = (*this)[server.upstream].wal;
        server.position = (*this)[server.upstream].position;
    }
}

void Servers::settle()
{
    for (Server& server : all_) {
        if (server.life == Life::starting) server.life = Life::up;
    }
    for (int round = 0; round < server_count; ++round) stream();
}

efm::ServerFacts Servers::facts(int id) const
{
    const Server& server = (*this)[id];
    switch (server.life) {
        case Life::stopped:
            return {.contact = efm::Contact::refused, .failure = "Connection refused"};
        case Life::hung:
            return {.contact = efm::Contact::silent, .failure = "deadline passed"};
        case Life::starting:
            return {.contact = efm::Contact::not_ready, .failure = "it is starting up"};
        case Life::up:
            break;
    }
    efm::ServerFacts facts{.contact = efm::Contact::answers, .in_recovery = server.in_recovery, .version = 150018};
    facts.system_identifier = server.system;
    if (server.in_recovery) facts.receives = server.streams;
    if (!server.in_recovery || server.streams) facts.timeline = server.timeline();
    facts.position = efm::Lsn{server.position};
    if (server.in_recovery) facts.replayed = efm::Lsn{server.position};
    return facts;
}

const Server* Servers::primary() const
{
    const Server* best = nullptr;
    bool rivals = false;
    for (const Server& server : all_) {
        if (!server.is_writable() || server.system != our_system) continue;
        if (best && server.timeline() < best->timeline()) continue;
        rivals = best && server.timeline() == best->timeline();
        best = &server;
    }
    for (const Server& server : all_) {
        const bool is_ahead = best && server.is_up() && server.streams && server.timeline() > best->timeline();
        if (is_ahead && server.system == our_system) return nullptr;
    }
    return rivals ? nullptr : best;
}

}  // namespace simulation
