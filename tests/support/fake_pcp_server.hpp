// A PCP server made of a FakePool and a script of faults, for what a real Pgpool will not do on request. Listens from
// its constructor to its destructor, serves each connection in a thread of its own, remembers every request.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "fake_faults.hpp"
#include "fake_pool.hpp"
#include "pcp/client.hpp"
#include "port_lease.hpp"

namespace support {

struct FakePcpSettings {
    std::string address = "127.0.0.1";  // IPv4, IPv6, or the directory of a Unix socket
    std::uint16_t port = 0;             // 0: any free one, see port_lease.hpp
    std::string user = "pcpu";
    std::string password = "secret";
    bool any_login = false;
};

// One request as it came, the login's M and R and the goodbye's X included.
struct Request {
    int connection = 0;  // counted from 1
    char type = 0;
    std::string body;
    bool operator==(const Request&) const = default;
};

// A request after login, and all that a real server said to it.
struct Recorded {
    Packet request;
    std::vector<Packet> replies;
};

struct FakePcpState;  // what the connections share; see fake_pcp_connection.hpp

class FakePcpServer {
public:
    // In place of a request's type: when the connection has been accepted, before the client says a word.
    static constexpr char at_accept = '\0';

    explicit FakePcpServer(FakePool pool = pool_of(3), FakePcpSettings settings = {});
    ~FakePcpServer();
    FakePcpServer(const FakePcpServer&) = delete;
    FakePcpServer& operator=(const FakePcpServer&) = delete;

    const std::string& address() const { return settings_.address; }
    std::uint16_t port() const { return settings_.port; }

    // What a client needs to log in here.
    pcp::Options options(std::chrono::milliseconds limit = std::chrono::seconds{10}) const;

    // May be called at any time. One fault a request type: the latest counts. M is the salt, R the login.
    void on(char request, const Fault& fault);
    void behave();  // no more faults

    // From now on answers what was recorded of a real server, byte for byte, and ERROR to all that was not asked then.
    void replay(std::vector<Recorded> conversation);

    // Closes the listening socket, so that connecting is refused; opens it again on the same port.
    void refuse_connections();
    void accept_connections();

    FakePool pool() const;
    void change(const std::function<void(FakePool&)>& change);

    // Called when a client's request has changed the pool, before it is answered. To be set before the first one.
    void on_change(const std::function<void(const FakePool&)>& tell);

    std::vector<Request> requests() const;
    int count(char request) const;
    std::vector<Request> mutating_requests() const;  // those that may change the pool
    int connections() const;                         // so far
    int open_connections() const;
    int most_open_connections() const;  // at one time

    // Waits until no connection is open and so all that was sent has been recorded. False if that takes too long.
    bool idle(std::chrono::milliseconds limit = std::chrono::seconds{2}) const;

private:
    struct Worker;

    void accept_loop();
    void start_worker(int fd);
    void end_workers(bool only_finished);

    std::unique_ptr<PortLease> lease_;  // of a port that nobody chose
    FakePcpSettings settings_;
    std::unique_ptr<FakePcpState> state_;
    int listener_ = -1;
    int stop_accepting_ = -1;  // an event descriptor: readable when it is time
    std::thread acceptor_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace support
