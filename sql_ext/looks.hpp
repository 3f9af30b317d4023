// Looks that are under way at the same moment, each on a thread of its own: none waits for another one's subject.
#pragma once

#include <memory>
#include <vector>

#include "look.hpp"
#include "task.hpp"

namespace sqlext {

class Looks {
public:
    Looks() = default;
    ~Looks() { stop(); }
    Looks(const Looks&) = delete;
    Looks& operator=(const Looks&) = delete;

    // Throws std::system_error if there is no thread or descriptor for it.
    void begin(Inquiry inquiry);

    // What one brought that is over. False: none is.
    bool take(Seen& seen);

    bool any() const { return !under_way_.empty(); }

    // Readable while one is over that was not taken; -1 before the first.
    int descriptor() const { return over_; }

    // Ends them all, and waits until they have ended.
    void stop() noexcept;

private:
    struct UnderWay {
        Inquiry inquiry;
        Seen seen;
        Task task;
    };

    int over_ = -1;
    std::vector<std::unique_ptr<UnderWay>> under_way_;
};

}  // namespace sqlext
