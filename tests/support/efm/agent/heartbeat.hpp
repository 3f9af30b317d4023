// Tells the other agents that we are here, ten times in a node.timeout and after each change, and hears them. UDP on
// bind.address.
#pragma once

#include <atomic>
#include <thread>

#include "context.hpp"

namespace standin {

class Heartbeat {
public:
    explicit Heartbeat(Context& context);
    ~Heartbeat();  // says farewell
    Heartbeat(const Heartbeat&) = delete;
    Heartbeat& operator=(const Heartbeat&) = delete;

    // Somebody told us that we are not on his list of allowed nodes.
    bool was_refused() const { return refused_; }

private:
    void loop();
    void send_all(const Json& message);
    void receive_all();
    void handle(const std::string& text, const SocketAddress& from);

    Context& context_;
    Fd socket_;
    Fd changed_;
    std::atomic<bool> refused_ = false;
    std::thread thread_;
};

}  // namespace standin
