#include "line_server.hpp"

#include <poll.h>

#include <utility>

namespace standin {
namespace {

constexpr int slice_ms = 50;
constexpr std::chrono::seconds question_limit{5};

Json answer_to(const LineServer::Answer& answer, const std::string& line)
{
    try {
        return answer(Json::parse(line));
    } catch (const std::exception& error) {
        return {{"ok", false}, {"message", error.what()}};
    }
}

}  // namespace

LineServer::LineServer(const Endpoint& endpoint, Stop& stop, Answer answer)
    : stop_(stop), answer_(std::move(answer)), listener_(listen_on(endpoint)), acceptor_([this] { accept_loop(); })
{
}

LineServer::~LineServer()
{
    stop_.request();
    acceptor_.join();
    end_workers(false);
}

void LineServer::accept_loop()
{
    while (!stop_.requested()) {
        pollfd watched{listener_.get(), POLLIN, 0};
        ::poll(&watched, 1, slice_ms);
        end_workers(true);
        Fd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
        if (connection.get() < 0) continue;
        Worker& worker = workers_.emplace_back();
        worker.thread = std::thread([this, &worker, fd = std::move(connection)]() mutable {
            serve(std::move(fd));
            worker.over = true;
        });
    }
}

void LineServer::serve(Fd connection) const
{
    try {
        const pcp::Patience patience{pcp::Deadline::after(question_limit), [&] {
                                         return stop_.requested();
                                     }};
        const std::string line = read_line(connection, patience);
        if (line.empty()) return;
        const Json answer = answer_to(answer_, line);
        write_line(connection, answer.dump(-1, ' ', false, Json::error_handler_t::replace),
                   {pcp::Deadline::after(question_limit)});
    } catch (const std::exception&) {
        return;  // whoever asked has hung up
    }
}

void LineServer::end_workers(bool only_finished)
{
    workers_.remove_if([&](Worker& worker) {
        if (only_finished && !worker.over) return false;
        worker.thread.join();
        return true;
    });
}

}  // namespace standin
