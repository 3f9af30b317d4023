// Listens for questions of one line and answers each with one line: from other agents, and from the command line.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <thread>

#include "ask.hpp"
#include "stop.hpp"

namespace standin {

class LineServer {
public:
    // `answer` is called in a thread of each question's own, and may take its time. What it throws becomes an answer
    // with ok = false.
    using Answer = std::function<Json(const Json& question)>;

    LineServer(const Endpoint& endpoint, Stop& stop, Answer answer);
    ~LineServer();  // the end of the agent: waits for the answers under way
    LineServer(const LineServer&) = delete;
    LineServer& operator=(const LineServer&) = delete;

private:
    struct Worker {
        std::thread thread;
        std::atomic<bool> over = false;
    };

    void accept_loop();
    void serve(Fd connection) const;
    void end_workers(bool only_finished);

    Stop& stop_;
    Answer answer_;
    Fd listener_;
    std::list<Worker> workers_;
    std::thread acceptor_;
};

}  // namespace standin
