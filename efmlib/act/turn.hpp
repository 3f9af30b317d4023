// Whose turn it is in a pool, among the programs of one host; and what the next one has to know. Private to the
// library.
//
// Kept in state_dir. Without a usable directory there are no turns, and each program does its best by itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "pcp/deadline.hpp"

namespace efm {

class Turn {
public:
    using Moment = std::chrono::sys_time<std::chrono::microseconds>;

    // `directory` may be empty. One that others may write is not used. `queue`: whose queue a promote waits in, if that
    // is not the pool's own.
    Turn(const std::string& directory, const std::string& pool, const std::string& queue = {});
    ~Turn() { give_back(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    // Waits for the lock, but no longer than to half of the time that is left: then goes on without. A holder that dies
    // gives it back by that. Throws pcp::Error (cancelled).
    void take(const pcp::Patience& patience);
    void give_back();

    // A promote that was sent and not seen to be done: the next program must not send it again. Forgotten after ten
    // minutes, which is twice Pgpool's longest search for a primary.
    std::optional<int> unresolved_promote() const;
    void note_promote(int backend);
    void resolve_promote();

    // Changes with every detach that was asked of this backend: an attach that has waited finds out by it.
    std::int64_t detach_mark(int backend) const;
    void note_detach(int backend);

    // Whether one was asked since then, or within the ten milliseconds before it.
    bool was_asked_out_since(Moment then, int backend) const;

    // Whether one was seen to be done since then. Each pool has its own answer, and no journal has it.
    bool was_detached_since(Moment then, int backend) const;
    void note_detached(int backend);

private:
    std::string file(const std::string& name) const;
    void write(const std::string& name, const std::string& text) const;

    std::string directory_;
    std::string prefix_;   // empty: no turns
    std::string promote_;  // the name of the note about one
    int lock_ = -1;
};

}  // namespace efm
