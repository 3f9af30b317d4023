#include "fake_pcp_server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "fake_listener.hpp"
#include "fake_pcp_connection.hpp"

namespace support {

struct FakePcpServer::Worker {
    std::atomic<bool> finished = false;
    std::thread thread;
};

FakePcpServer::FakePcpServer(FakePool pool, FakePcpSettings settings)
    : settings_(std::move(settings)), state_(std::make_unique<FakePcpState>())
{
    if (settings_.port == 0) {
        lease_ = std::make_unique<PortLease>();
        settings_.port = lease_->number();
    }
    state_->settings = settings_;
    state_->pool = std::move(pool);
    state_->stop = make_signal();
    accept_connections();
}

FakePcpServer::~FakePcpServer()
{
    refuse_connections();
    signal(state_->stop);
    end_workers(false);
    ::close(state_->stop);
}

void FakePcpServer::accept_connections()
{
    if (acceptor_.joinable()) return;
    if (listener_ < 0) listener_ = open_listener(settings_);
    stop_accepting_ = make_signal();
    acceptor_ = std::thread{[this] {
        accept_loop();
    }};
}

void FakePcpServer::refuse_connections()
{
    if (!acceptor_.joinable()) return;
    signal(stop_accepting_);
    acceptor_.join();
    ::close(std::exchange(stop_accepting_, -1));
    ::close(std::exchange(listener_, -1));
    if (settings_.address.starts_with('/')) ::unlink(socket_path(settings_).c_str());
}

void FakePcpServer::accept_loop()
{
    for (;;) {
        std::array<pollfd, 2> watched{{{listener_, POLLIN, 0}, {stop_accepting_, POLLIN, 0}}};
        if (::poll(watched.data(), watched.size(), -1) < 0) continue;
        if (watched[1].revents != 0) return;
        const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const int on = 1;
        if (fd >= 0) ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (fd >= 0) start_worker(fd);
    }
}

void FakePcpServer::start_worker(int fd)
{
    end_workers(true);
    int number = 0;
    {
        const std::lock_guard lock{state_->mutex};
        number = ++state_->connections;
        state_->most_open = std::max(state_->most_open, ++state_->open);
    }
    Worker& worker = *workers_.emplace_back(std::make_unique<Worker>());
    worker.thread = std::thread{[this, fd, number, &worker] {
        FakePcpConnection{*state_, fd, number}.serve();
        {
            const std::lock_guard lock{state_->mutex};
            --state_->open;
        }
        state_->closed.notify_all();
        worker.finished = true;
    }};
}

void FakePcpServer::end_workers(bool only_finished)
{
    std::erase_if(workers_, [&](const std::unique_ptr<Worker>& worker) {
        if (only_finished && !worker->finished) return false;
        worker->thread.join();
        return true;
    });
}

pcp::Options FakePcpServer::options(std::chrono::milliseconds limit) const
{
    pcp::Options options;
    options.host = settings_.address;
    options.port = settings_.port;
    options.user = settings_.user;
    options.password = settings_.password;
    options.patience.deadline = pcp::Deadline::after(limit);
    return options;
}

void FakePcpServer::on(char request, const Fault& fault)
{
    const std::lock_guard lock{state_->mutex};
    state_->faults.insert_or_assign(request, fault);
}

void FakePcpServer::behave()
{
    const std::lock_guard lock{state_->mutex};
    state_->faults.clear();
}

void FakePcpServer::replay(std::vector<Recorded> conversation)
{
    const std::lock_guard lock{state_->mutex};
    state_->recorded = std::move(conversation);
}

FakePool FakePcpServer::pool() const
{
    const std::lock_guard lock{state_->mutex};
    state_->settle();
    return state_->pool;
}

void FakePcpServer::change(const std::function<void(FakePool&)>& change)
{
    const std::lock_guard lock{state_->mutex};
    state_->settle();
    change(state_->pool);
}

void FakePcpServer::on_change(const std::function<void(const FakePool&)>& tell)
{
    const std::lock_guard lock{state_->mutex};
    state_->on_change = tell;
}

std::vector<Request> FakePcpServer::requests() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->requests;
}

int FakePcpServer::count(char request) const
{
    const std::lock_guard lock{state_->mutex};
    return static_cast<int>(std::ranges::count(state_->requests, request, &Request::type));
}

std::vector<Request> FakePcpServer::mutating_requests() const
{
    std::vector<Request> found = requests();
    std::erase_if(found, [](const Request& request) { return !is_mutating(request.type); });
    return found;
}

int FakePcpServer::connections() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->connections;
}

int FakePcpServer::open_connections() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->open;
}

int FakePcpServer::most_open_connections() const
{
    const std::lock_guard lock{state_->mutex};
    return state_->most_open;
}

bool FakePcpServer::idle(std::chrono::milliseconds limit) const
{
    std::unique_lock lock{state_->mutex};
    return state_->closed.wait_for(lock, limit, [this] { return state_->open == 0; });
}

}  // namespace support
