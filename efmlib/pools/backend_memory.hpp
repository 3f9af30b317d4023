// The backends of a large pool as they were last seen, kept in a file. Private to the library.
//
// Asking 128 backends costs Pgpool 130 ms and 16,384 lines of log; one remembered backend, proved by one request, 2 ms.
// What is remembered is a hint and never believed: the pool's own answer has to confirm it.
#pragma once

#include <string>
#include <vector>

#include "efm/pool_view.hpp"

namespace efm {

class BackendMemory {
public:
    // Pools below this size are read whole each time.
    static constexpr std::size_t worthwhile = 16;

    // `directory` empty: nothing is remembered. One that others may write is not used.
    BackendMemory(const std::string& directory, const std::string& pool);

    // Ids, hosts and ports; empty when there is nothing usable.
    std::vector<Backend> recall() const;

    // Best effort: a full or missing disk costs time on the next call, nothing else.
    void remember(const std::vector<Backend>& backends) const;

private:
    std::string path_;
};

}  // namespace efm
