#include "pool_orders.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "efm/ask_pools.hpp"
#include "efm/load_balancer.hpp"
#include "efm/outcome_document.hpp"
#include "efm/printable.hpp"
#include "efm/settings.hpp"
#include "pcp/client.hpp"
#include "snapshot.hpp"

namespace sqlext {
namespace {

using namespace std::chrono_literals;

constexpr auto own_limit = 15s;   // the program's, unless its settings say otherwise
constexpr auto last_moment = 5s;  // for it to say what came of it
constexpr std::chrono::milliseconds longest_drain = 24h;

struct Code {
    int exit;
    const char* sqlstate;
};

// docs/hooks.md, in the words of sql_error.cpp.
constexpr Code codes[] = {{64, "22023"}, {65, "22P02"}, {68, "42704"}, {69, "08006"}, {71, "58000"},
                          {75, "55P03"}, {76, "08P01"}, {77, "55000"}, {78, "F0000"}};
constexpr int refusals[] = {64, 65, 68, 77, 78};  // nothing was done

const char* sqlstate_of(int exit)
{
    const auto* found = std::ranges::find(codes, exit, &Code::exit);
    return found == std::end(codes) ? "XX000" : found->sqlstate;
}

const char* verb_of(OrderKind kind)
{
    if (kind == OrderKind::pool_attach) return "attach";
    return kind == OrderKind::pool_detach ? "detach" : "promote";
}

efm::Command command_for(const Order& order, const PoolSettings& settings, const pcp::Patience& patience)
{
    std::vector<std::string> words;
    if (order.drain > 0) words = {"--drain", std::to_string(order.drain) + "ms"};
    words.insert(words.end(), {verb_of(order.kind), order.address});
    if (order.port > 0) words.push_back(std::to_string(order.port));
    return pool_command(settings, words, patience);
}

// A directory that is not there where the user has none.
std::string own_home()
{
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16'384> buffer;
    ::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found);
    return found && found->pw_dir ? found->pw_dir : "/nonexistent";
}

std::string joined(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
    return line;
}

Value value_of(const std::string& text)
{
    if (text.empty()) return std::nullopt;
    return text;
}

void conclude(OrderReport& report, const efm::OutcomeDocument& document, int exit)
{
    const bool refused = std::ranges::find(refusals, exit) != std::end(refusals);
    report.state = exit == 0 ? OrderState::done : refused ? OrderState::refused : OrderState::failed;
    report.sentence = document.sentence;
    if (document.pools.empty()) report.error = SqlError(sqlstate_of(exit), report.sentence);
}

void fail(OrderReport& report, OrderState state, const SqlError& error)
{
    report.state = state;
    report.sentence = error.message;
    report.error = error;
}

void take(OrderReport& report, const efm::CommandResult& result)
{
    report.exit_code = result.exit_code;
    report.output = result.out;
    try {
        if (result.exit_code) return conclude(report, efm::parse_outcome(result.out), *result.exit_code);
    } catch (const efm::Error&) {  // said below
    }
    fail(report, OrderState::failed,
         SqlError("58000", "pgpool_backend ended without saying what came of it", efm::excerpt(result.err, 1000)));
}

void check_program(const PoolSettings& settings)
{
    if (!settings.program.empty() && ::access(settings.program.c_str(), X_OK) == 0) return;
    throw SqlError("58P01", "there is no program \"" + settings.program + "\" to run", "",
                   "Set efm.pgpool_command to the path of pgpool_backend.");
}

pcp::Patience patience_for(const Order& order, const efm::Settings& settings, const std::function<bool()>& cancelled)
{
    const auto span = settings.timeout.value_or(own_limit) + std::chrono::milliseconds(order.drain) + last_moment;
    return {pcp::Deadline::after(span), cancelled};
}

void run_program(const Order& order, const PoolSettings& settings, efm::CommandRunner& runner,
                 const std::function<bool()>& cancelled, OrderReport& report)
{
    check_program(settings);
    const efm::Settings read = efm::make_settings(efm::read_settings_file(settings.hooks_conf));
    const efm::Command command = command_for(order, settings, patience_for(order, read, cancelled));
    report.argv = joined(command.argv);
    take(report, runner.run(command));
}

// There is nothing to plan, to prove or to see in it. The document is like the program's.
void reload(const Order& order, const PoolSettings& settings, const std::function<bool()>& cancelled,
            OrderReport& report)
{
    const efm::Settings read = efm::make_settings(efm::read_settings_file(settings.hooks_conf));
    const std::vector<efm::Pool> pools = efm::pools_of(read, patience_for(order, read, cancelled));
    report.state = OrderState::accepted;
    report.sentence = "signalled; Pgpool does not say when it has read its configuration";
    efm::OutcomeDocument document;
    for (const auto& from : efm::ask_pools(pools, [](const pcp::Options& pool) {
             pcp::Client(pool).reload(pcp::Scope::local);
             return true;
         })) {
        const std::string sentence = from.failure ? from.failure->what() : report.sentence;
        document.pools.push_back({.pool = from.pool, .ok = !from.failure, .sentence = sentence});
        if (from.failure) report.state = OrderState::failed;
    }
    if (report.state == OrderState::failed) report.sentence = "not all pools were told to";
    document.sentence = report.sentence;
    report.output = to_json(document);
}

Table events_said(const PoolSettings& settings, efm::CommandRunner& runner, const pcp::Patience& patience)
{
    check_program(settings);
    const efm::CommandResult result = runner.run(pool_command(settings, {"--limit", "100", "events"}, patience));
    if (!result.succeeded()) throw efm::Error(efm::Error::Kind::system, efm::parse_outcome(result.out).sentence);
    Table rows;
    for (const efm::EventWord& event : efm::parse_events(result.out)) {
        rows.push_back({to_timestamp(event.began), std::nullopt, event.text});
    }
    return rows;
}

}  // namespace

efm::Command pool_command(const PoolSettings& settings, const std::vector<std::string>& words,
                          const pcp::Patience& patience)
{
    efm::Command command;
    command.argv = {settings.program, "--json", "--config", settings.hooks_conf};
    command.argv.insert(command.argv.end(), words.begin(), words.end());
    command.environment["HOME"] = own_home();
    command.patience = patience;
    return command;
}

Order pool_order(OrderKind kind, std::string_view host, std::optional<int> port, std::chrono::milliseconds drain)
{
    Order order = order_about(kind, host);
    if (port && (*port < 1 || *port > 65535)) {
        throw SqlError("22023", std::to_string(*port) + " is not a port", "", "It is a number from 1 to 65535.");
    }
    if (drain < 0ms || drain > longest_drain) {
        throw SqlError("22023", "drain is out of range", "", "It is an interval of up to a day.");
    }
    order.port = port.value_or(0);
    order.drain = static_cast<int>(drain.count());
    return order;
}

OrderReport carry_out_pool_order(const Order& order, const PoolSettings& settings, efm::CommandRunner& runner,
                                 const std::function<bool()>& cancelled)
{
    OrderReport report;
    try {
        if (order.kind == OrderKind::pool_reload) {
            reload(order, settings, cancelled, report);
        } else {
            run_program(order, settings, runner, cancelled, report);
        }
    } catch (const SqlError& error) {
        fail(report, OrderState::refused, error);
    } catch (const efm::Error& error) {
        const bool began = !report.argv.empty();
        fail(report, began ? OrderState::failed : OrderState::refused, to_sql_error(error));
    }
    return report;
}

Table journal_events(const PoolSettings& settings, efm::CommandRunner& runner, const pcp::Patience& patience)
{
    if (::access(settings.hooks_conf.c_str(), F_OK) != 0) return {};
    try {
        return events_said(settings, runner, patience);
    } catch (const std::exception& error) {
        return {{to_timestamp(now()), std::nullopt, std::string("the journal cannot be read: ") + error.what()}};
    }
}

Table pool_answer(const std::string& text)
{
    Table rows;
    try {
        for (const efm::PoolWord& pool : efm::parse_outcome(text).pools) {
            rows.push_back({value_of(pool.pool), value_of(pool.backend), boolean(pool.ok), value_of(pool.sentence),
                            value_of(pool.failed_proof)});
        }
    } catch (const efm::Error&) {
        rows.clear();
    }
    return rows;
}

}  // namespace sqlext
