// One connection to a fake PCP server. Private to fake_pcp_server.cpp.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_pcp_state.hpp"

namespace support {

class FakePcpConnection {
public:
    // Owns `fd`. `number` is what its requests are recorded under.
    FakePcpConnection(FakePcpState& state, int fd, int number) : state_(state), fd_(fd), number_(number) {}
    ~FakePcpConnection();
    FakePcpConnection(const FakePcpConnection&) = delete;
    FakePcpConnection& operator=(const FakePcpConnection&) = delete;

    // Until the client or a fault ends it, or the server stops.
    void serve();

private:
    std::optional<Packet> read_packet();
    bool receive_more();
    void handle(const Packet& request);
    std::vector<Packet> reply_to(const Packet& request, const std::optional<Fault>& fault);
    std::vector<Packet> ask_pool(const Packet& request, const std::optional<Fault>& fault);
    std::vector<Packet> recorded_reply(const Packet& request);
    std::vector<Packet> check_login(const std::string& body);
    std::vector<Packet> refuse(const std::string& message, const std::string& detail = "");
    void deliver(std::vector<Packet> packets, const Fault& fault);
    void deliver_altered(std::vector<Packet> packets, const Fault& fault);
    void send(std::string_view bytes);
    void send_slowly(std::string_view bytes, std::chrono::milliseconds each);
    void send_notices(std::int64_t count);
    void send_much(char type, std::int64_t size);
    void reset();
    bool wait(short events, std::chrono::milliseconds limit = std::chrono::milliseconds{-1});

    FakePcpState& state_;
    int fd_;
    int number_;
    std::string pending_;
    std::string salt_;
    Session session_;
    bool logged_in_ = false;
    bool silent_ = false;
    bool over_ = false;
};

}  // namespace support
