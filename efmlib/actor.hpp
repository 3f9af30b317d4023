// Takes a step in one pool and sees it done. Private to the library.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "efm/ask_pools.hpp"
#include "efm/plan.hpp"

namespace efm {

class Actor {
public:
    using Tell = std::function<void(const char* step, const std::string& detail)>;

    // `reader` has to outlive this.
    Actor(PoolReader& reader, Tell tell) : reader_(reader), tell_(std::move(tell)) {}

    // Sends the request over the connection that the survey came by. An answer proves nothing, and neither does its
    // absence: only verify() tells.
    void act(const Step& step, pcp::Client& client);

    // Reads the state over fresh connections until it is as the step wants it, and asks once more at half time for what
    // is safe to ask twice. Throws Error: refused with the server's words, try_later when it was not seen in time.
    Backend verify(const Step& step);

private:
    std::optional<Backend> look(int backend);
    void act_again(const Step& step);
    [[noreturn]] void give_up(const Step& step, const std::optional<Backend>& seen) const;

    PoolReader& reader_;
    Tell tell_;
    std::string rejection_;
    pcp::Acknowledgement answer_;
};

}  // namespace efm
