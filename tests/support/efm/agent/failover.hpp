// Choosing the standby that takes over, and having it done: the job of whoever coordinates.
#pragma once

#include <string>
#include <vector>

#include "context.hpp"

namespace standin {

struct Takeover {
    std::string failed;              // the old primary: %f; empty if none is known
    bool run_scripts = true;         // fence and post-promotion; promote -noscripts
    bool by_command = false;         // promote: auto.failover and minimum.standbys were looked at before
    std::vector<std::string> after;  // see TestOptions::after_promotion
};

// The new primary's address; empty when nobody was promoted, which has been said by notifications.
std::string take_over(Context& context, const Takeover& takeover);

// Without the one that would be promoted, there are minimum.standbys left.
bool enough_standbys(Context& context);

// Those who may be promoted, best first: highest received LSN, then replayed LSN, then priority.
std::vector<MemberState> candidates(Context& context);

// True when nothing answers at the virtual address, or none is configured. Waits for check.vip.timeout.
bool vip_is_free(Context& context);

// Into one number, to be compared. 0 for what is none.
std::uint64_t parse_lsn(const std::string& text);

}  // namespace standin
