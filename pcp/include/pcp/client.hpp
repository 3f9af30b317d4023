// The PCP client: named operations over one short connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pcp/backend.hpp"
#include "pcp/deadline.hpp"
#include "pcp/error.hpp"
#include "pcp/message.hpp"
#include "pcp/pool.hpp"

namespace pcp {

struct Options {
    std::string host = "localhost";  // a name, an IPv4 or IPv6 address, or the absolute path of a socket directory
    std::uint16_t port = 9898;
    std::string user;
    std::string password;
    Patience patience;  // for connect, login and every reply
    std::function<void(std::string_view)> on_notice = [](auto) {
    };  // the server's notices, as they come
};

// "host:port", "[::1]:port" or "/dir/.s.PGSQL.port": how errors and logs name the server.
std::string endpoint(const Options& options);

// What the server said while it queued an attach, detach or promote. It is queued, not done: read the state to know.
struct Acknowledgement {
    std::vector<std::string> notices;
    bool received = false;             // the worker handed the request on
    bool handled_by_watchdog = false;  // to the watchdog's leader
    bool main_was_idle = false;        // else it waits behind a failover, or was dropped from a full queue
};

enum class Scope : char { local = 'l', cluster = 'c' };

// A connection to PCP: the constructor connects and logs in, the destructor says goodbye.
//
// Let it live for one operation, or for one burst of operations between which nothing is waited for: on Pgpool 4.0 to
// 4.4 an open PCP connection, even an idle one, freezes Pgpool's main process after the next failover until it closes.
// To poll, make a fresh Client each time.
//
// Everything throws Error. Whether the request may have been carried out is Error::delivery(). A connection that is
// reset during login is tried again until the deadline: Pgpool restarts its PCP process a second after each failover.
// Not for use by two threads at once.
class Client {
public:
    explicit Client(Options options);
    ~Client();
    Client(Client&&) noexcept;
    Client& operator=(Client&&) noexcept;

    // What is asked from now on is answered within this, or by the deadline if that comes first.
    void within(std::chrono::milliseconds limit);

    int node_count();

    // Up to 4.2 this reads shared memory. From 4.3 on the server connects to the backends while it answers: one that
    // hangs costs connect_timeout (10 s by default) each, unless health_check_period is 0.
    NodeInfo node_info(int id);
    std::vector<NodeInfo> node_info_all(int count);  // in one request where the server can (4.3+), else one by one

    // Shared memory only. Empty before 4.2, which does not know the request; the connection is spent then.
    std::optional<HealthStats> health_stats(int id);
    std::optional<std::vector<HealthStats>> health_stats_all(int count);  // ids 0 to count - 1, pipelined

    std::vector<int> process_ids();
    std::vector<ProcessInfo> process_info();  // all processes
    std::vector<ProcessInfo> process_info(int pid);

    // Crashes the server's worker above 79 backends (all releases): refused here when `count` is larger.
    std::vector<PoolSetting> settings(int count);

    // Throws Error (refused) when the watchdog is not enabled.
    WatchdogReport watchdog();

    Acknowledgement attach(int id);
    Acknowledgement detach(int id);

    // Waits for clients to leave, up to the server's recovery_timeout, and may then answer without having detached.
    // Hangs on a pool that is not the watchdog's leader.
    Acknowledgement detach_gracefully(int id);

    // Makes the pool take `id` for the primary and marks all others down. Promotes no PostgreSQL. Never resend it.
    Acknowledgement promote(int id);

    // Detaches the primary and runs failover_command. Refused (Error::Kind::refused, not sent) before 4.3, where the
    // server would ignore the option and do a plain promote. Never resend it.
    Acknowledgement switchover(int id);

    // 4.2+. Answered when the signal was sent, not when the configuration was read again.
    void reload(Scope scope);

private:
    class Connection;

    NodeInfo read_node_info(int id);
    std::optional<std::vector<HealthStats>> read_health_stats(int first, int count);
    Acknowledgement operate(const Message& request, char reply, const char* what);

    std::unique_ptr<Connection> connection_;
    bool replies_in_parts_ = false;  // node info came as 4.3 and later send it
};

}  // namespace pcp
