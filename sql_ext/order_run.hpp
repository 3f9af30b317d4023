// An order from the first look at the cluster to the last: look, object, act, watch until it is so.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "efm/command_runner.hpp"
#include "order.hpp"
#include "pcp/deadline.hpp"
#include "settings.hpp"

namespace sqlext {

// How far it came.
enum class OrderState {
    waiting,   // nobody has begun
    running,   // efm is being asked
    watching,  // EFM accepted it; the cluster is being watched
    done,      // seen to be so
    accepted,  // EFM accepted it, and it was not seen in time
    refused,   // by us or by EFM: nothing was changed
    failed,    // whether anything was changed is not known
};

std::string_view to_string(OrderState state);
bool is_over(OrderState state);

struct OrderReport {
    OrderState state = OrderState::waiting;
    std::string argv;               // the command that carried it out
    std::optional<int> exit_code;   // its
    std::string output;             // what it printed
    std::string sentence;           // for people
    std::optional<SqlError> error;  // of refused and failed
};

using OrderObserver = std::function<void(const OrderReport&)>;

// Never throws for what EFM does. `limit`: how long the outcome is watched for, once EFM has accepted.
OrderReport carry_out(const Order& order, const ManagerSettings& settings, efm::CommandRunner& runner,
                      const std::function<bool()>& cancelled, std::chrono::milliseconds limit,
                      const OrderObserver& observe);

}  // namespace sqlext
