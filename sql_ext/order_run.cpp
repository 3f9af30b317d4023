#include "order_run.hpp"

#include <algorithm>
#include <utility>

#include "efm/error.hpp"
#include "efm/manager.hpp"
#include "efm/printable.hpp"
#include "exit_table.hpp"

namespace sqlext {
namespace {

using namespace std::chrono_literals;
using efm::ClusterStatus;
using efm::CommandResult;
using efm::ControlResult;
using efm::Manager;

constexpr auto command_limit = 60s;
constexpr auto restore_limit = 10s;  // also when nobody waits any more
constexpr auto poll_pause = 250ms;

// Remembers the last command and what came of it, for the report.
class Recorder final : public efm::CommandRunner {
public:
    explicit Recorder(efm::CommandRunner& runner) : runner_(runner) {}

    CommandResult run(const efm::Command& command) override
    {
        argv_ = command.argv;
        result_ = std::nullopt;
        result_ = runner_.run(command);
        return *result_;
    }

    void fill(OrderReport& report) const
    {
        report.argv.clear();
        for (const std::string& word : argv_) report.argv += (report.argv.empty() ? "" : " ") + word;
        if (!result_) return;
        report.exit_code = result_->exit_code;
        report.output = efm::excerpt(result_->out + " " + result_->err, 2000);
    }

    const std::optional<CommandResult>& result() const { return result_; }

private:
    efm::CommandRunner& runner_;
    std::vector<std::string> argv_;
    std::optional<CommandResult> result_;
};

// The sub-command as EFM's table of errors names it.
std::string operation_of(OrderKind kind)
{
    switch (kind) {
        case OrderKind::allow_node:
            return "allow-node";
        case OrderKind::disallow_node:
            return "disallow-node";
        case OrderKind::set_priority:
            return "set-priority";
        case OrderKind::failover:
            return "promote";
        case OrderKind::switchover:
            return "switchover";
        default:
            break;
    }
    return "resume";
}

class Run {
public:
    Run(const Order& order, const ManagerSettings& settings, efm::CommandRunner& runner,
        std::function<bool()> cancelled, const OrderObserver& observe)
        : order_(order),
          recorder_(runner),
          manager_(manager_setup(settings), recorder_),
          unrecorded_(manager_setup(settings), runner),
          cancelled_(std::move(cancelled)),
          observe_(observe)
    {
    }

    OrderReport work(std::chrono::milliseconds limit)
    {
        look();
        if (const auto why = objection(order_, before_)) return refuse(*why);
        if (order_.dry_run) return conclude(OrderState::done, "would be asked of EFM: " + describe(order_));
        advance(OrderState::running);
        act();
        recorder_.fill(report_);
        advance(OrderState::watching);
        const bool seen = watch(limit);
        restore_priority(seen);
        return seen ? conclude(OrderState::done, "seen to be done")
                    : conclude(OrderState::accepted, "accepted by EFM, and not seen to be done yet");
    }

    OrderReport fail(const SqlError& error)
    {
        recorder_.fill(report_);
        report_.error = error;
        const bool may_have_acted = report_.state == OrderState::running && !recorder_.result();
        return conclude(may_have_acted ? OrderState::failed : OrderState::refused, error.message);
    }

    // What a command that ended badly is called by the table, if it was one.
    SqlError worded(const efm::Error& error) const
    {
        const auto& result = recorder_.result();
        if (error.kind() == efm::Error::Kind::refused) return {"55000", error.what()};
        if (result && !result->succeeded()) return error_of_exit(operation_of(order_.kind), *result);
        return to_sql_error(error);
    }

private:
    pcp::Patience patience(std::chrono::milliseconds limit) const { return {pcp::Deadline::after(limit), cancelled_}; }

    // A cluster that cannot be asked is an objection for all but the orders that may mend it.
    void look()
    {
        const bool may_mend = order_.kind == OrderKind::resume || order_.kind == OrderKind::allow_node ||
                              order_.kind == OrderKind::disallow_node;
        try {
            before_ = manager_.cluster_status(patience(command_limit));
        } catch (const efm::Error& error) {
            if (!may_mend || error.kind() == efm::Error::Kind::cancelled) throw;
        }
    }

    void act()
    {
        if (order_.kind == OrderKind::switchover && order_.address[0] != '\0') {
            require(manager_.set_priority({order_.address, {}}, 1, patience(command_limit)), "set-priority");
        }
        try {
            require(ask(), operation_of(order_.kind));
        } catch (...) {
            restore_priority(false);
            throw;
        }
    }

    ControlResult ask() const
    {
        const efm::Address address{order_.address, {}};
        const pcp::Patience time = patience(command_limit);
        switch (order_.kind) {
            case OrderKind::allow_node:
                return manager_.allow_node(address, time);
            case OrderKind::disallow_node:
                return manager_.disallow_node(address, time);
            case OrderKind::set_priority:
                return manager_.set_priority(address, order_.priority, time);
            case OrderKind::resume:
                return manager_.resume(time);
            default:
                break;
        }
        efm::Promotion promotion;
        promotion.switchover = order_.kind == OrderKind::switchover;
        promotion.answer = order_.force ? efm::Promotion::Answer::force : efm::Promotion::Answer::none;
        return manager_.promote(promotion, time);
    }

    void require(const ControlResult& result, const std::string& operation) const
    {
        if (!result.accepted) throw error_of_exit(operation, recorder_.result().value());
    }

    bool watch(std::chrono::milliseconds limit)
    {
        const pcp::Patience time = patience(limit);
        do {
            if (is_seen(time)) return true;
            pcp::pause(time, poll_pause);
        } while (!time.deadline.expired() && !cancelled_());
        return false;
    }

    bool is_seen(const pcp::Patience& time) const
    {
        const pcp::Patience once{time.deadline.capped(command_limit), time.cancelled};
        try {
            const bool local = order_.kind == OrderKind::resume;
            return is_reached(order_, before_, local ? manager_.node_status(once) : manager_.cluster_status(once));
        } catch (const efm::Error&) {
            return false;  // not an answer yet: members come and go while it is carried out
        }
    }

    // The one who was put in front gets its place back, unless it is the primary now and has none.
    void restore_priority(bool seen) const
    {
        if (seen || order_.kind != OrderKind::switchover || order_.address[0] == '\0') return;
        const auto list = before_.failover_priority.value_or(std::vector<std::string>{});
        const auto found = std::ranges::find(list, order_.address);
        const auto place = found == list.end() ? 0 : static_cast<int>(found - list.begin()) + 1;
        try {
            const pcp::Patience uncancelled{.deadline = pcp::Deadline::after(restore_limit)};
            unrecorded_.set_priority({order_.address, {}}, place, uncancelled);
        } catch (const std::exception&) {
            return;  // the switchover is what is reported on
        }
    }

    void advance(OrderState state)
    {
        report_.state = state;
        observe_(report_);
    }

    OrderReport refuse(const SqlError& error)
    {
        report_.error = error;
        return conclude(OrderState::refused, error.message);
    }

    OrderReport conclude(OrderState state, std::string sentence)
    {
        report_.state = state;
        report_.sentence = std::move(sentence);
        return report_;
    }

    Order order_;
    Recorder recorder_;
    Manager manager_;
    Manager unrecorded_;  // for what is not the order itself
    std::function<bool()> cancelled_;
    const OrderObserver& observe_;
    ClusterStatus before_;
    OrderReport report_;
};

}  // namespace

std::string_view to_string(OrderState state)
{
    switch (state) {
        case OrderState::waiting:
            return "waiting";
        case OrderState::running:
            return "running";
        case OrderState::watching:
            return "watching";
        case OrderState::done:
            return "done";
        case OrderState::accepted:
            return "accepted";
        case OrderState::refused:
            return "refused";
        case OrderState::failed:
            break;
    }
    return "failed";
}

bool is_over(OrderState state)
{
    return state != OrderState::waiting && state != OrderState::running && state != OrderState::watching;
}

OrderReport carry_out(const Order& order, const ManagerSettings& settings, efm::CommandRunner& runner,
                      const std::function<bool()>& cancelled, std::chrono::milliseconds limit,
                      const OrderObserver& observe)
{
    Run run(order, settings, runner, cancelled, observe);
    try {
        return run.work(limit);
    } catch (const SqlError& error) {
        return run.fail(error);
    } catch (const efm::Error& error) {
        return run.fail(run.worded(error));
    }
}

}  // namespace sqlext
