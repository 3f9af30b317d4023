#include "heartbeat.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>

namespace standin {
namespace {

constexpr int beats_in_node_timeout = 10;

}  // namespace

Heartbeat::Heartbeat(Context& context)
    : context_(context),
      socket_(datagrams_on(context.config.bind())),
      changed_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    context_.membership.on_change([this] { ::eventfd_write(changed_.get(), 1); });
    thread_ = std::thread([this] { loop(); });
}

Heartbeat::~Heartbeat()
{
    context_.stop.request();
    thread_.join();
    context_.membership.on_change([] {});
    send_all(context_.membership.farewell(context_.cluster_stops));
}

void Heartbeat::loop()
{
    const auto interval = context_.config.time("node.timeout") / beats_in_node_timeout;
    auto next = pcp::Deadline::after({});
    while (!context_.stop.requested()) {
        eventfd_t changes = 0;
        const bool changed = ::eventfd_read(changed_.get(), &changes) == 0;
        if (changed || next.expired()) {
            send_all(context_.membership.heartbeat());
            next = pcp::Deadline::after(interval);
        }
        std::array<pollfd, 2> watched{pollfd{socket_.get(), POLLIN, 0}, pollfd{changed_.get(), POLLIN, 0}};
        const auto wait = std::min(next.remaining(), std::chrono::milliseconds{50});
        ::poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
        receive_all();
    }
}

void Heartbeat::send_all(const Json& message)
{
    const std::string text = message.dump();
    for (const Endpoint& endpoint : context_.membership.destinations()) {
        try {
            const SocketAddress to = resolve(endpoint, SOCK_DGRAM);
            ::sendto(socket_.get(), text.data(), text.size(), 0, to.get(), to.length);
        } catch (const std::exception&) {
            continue;  // a name that nobody knows: its node is not there
        }
    }
}

void Heartbeat::receive_all()
{
    std::array<char, 65'536> packet;
    for (;;) {
        SocketAddress from;
        from.length = sizeof from.storage;
        const ssize_t got = ::recvfrom(socket_.get(), packet.data(), packet.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from.storage), &from.length);
        if (got < 0 && errno == ECONNREFUSED) continue;  // news of an earlier packet of ours
        if (got <= 0) return;
        handle({packet.data(), static_cast<std::size_t>(got)}, from);
    }
}

void Heartbeat::handle(const std::string& text, const SocketAddress& from)
{
    try {
        const Json message = Json::parse(text);
        if (message.contains("refused")) {
            refused_ = refused_ || message.at("refused") == context_.config.cluster();
            return;
        }
        const auto heard = context_.membership.hear(message, Membership::Clock::now());
        if (heard == Membership::Heard::of_another_cluster) {
            context_.journal.say("discarded message from different cluster");
        }
        if (heard != Membership::Heard::refused) return;
        const std::string refusal = Json{{"refused", context_.config.cluster()}}.dump();
        ::sendto(socket_.get(), refusal.data(), refusal.size(), 0, from.get(), from.length);
    } catch (const std::exception& error) {
        context_.journal.say(std::string("discarded message: ") + error.what());
    }
}

}  // namespace standin
