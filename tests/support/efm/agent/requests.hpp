// Who answers what: the questions of other agents, and those of the command line.
#pragma once

#include <list>
#include <mutex>
#include <thread>

#include "context.hpp"

namespace standin {

class Requests {
public:
    explicit Requests(Context& context) : context_(context) {}
    ~Requests();
    Requests(const Requests&) = delete;
    Requests& operator=(const Requests&) = delete;

    Json answer_agent(const Json& request);
    Json answer_command(const Json& request);

private:
    Json promote(const Json& request);

    Context& context_;
    std::mutex mutex_;
    std::list<std::thread> background_;  // promotions that were accepted
};

}  // namespace standin
