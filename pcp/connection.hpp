// One logged-in PCP connection: requests out, replies in. Private to the library.
#pragma once

#include <string>
#include <vector>

#include "pcp/client.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"
#include "pcp/socket.hpp"

namespace pcp {

class Client::Connection {
public:
    // Connects and logs in. Throws Error (delivery not_sent).
    explicit Connection(Options options);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Sends nothing (and says so in the Error's delivery) when the deadline has passed or the caller has cancelled.
    void send(const std::vector<Message>& requests);

    // The next message that is not a notice. `what` names the reply in errors. It may be an `E`.
    Message receive(const char* what);

    // The next message, which has to be of `type`. An `E` becomes Error (refused).
    Message expect(char type, const char* what);
    void check(const Message& message, char type, const char* what) const;

    // The same, of a reply that says CommandComplete and nothing else of interest.
    void expect_success(char type, const char* what);

    // The bodies of the records of a reply in parts, up to its CommandComplete.
    std::vector<std::string> records(Message first, const char* what);

    [[noreturn]] void refuse(const Message& error_message, const char* what) const;

    // The notices since the last call.
    std::vector<std::string> take_notices();

    void hurry(std::chrono::milliseconds limit)
    {
        options_.patience.deadline = options_.patience.deadline.capped(limit);
    }

    const Options& options() const { return options_; }

private:
    void log_in();
    void reconnect();
    void say_goodbye() noexcept;
    void note(const Message& message);
    void take_in(const std::string& bytes);
    [[noreturn]] void disbelieve(const char* what, const char* reply) const;
    [[noreturn]] void fail(const Error& error, const char* what) const;

    Options options_;
    Socket socket_;
    Decoder decoder_;
    std::vector<std::string> notices_;
    std::size_t received_ = 0;  // bytes since the last request
    bool logged_in_ = false;
};

}  // namespace pcp
