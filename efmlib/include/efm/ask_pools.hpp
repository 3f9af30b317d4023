// One question to several pools at once.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "efm/error.hpp"
#include "efm/parallel.hpp"
#include "pcp/client.hpp"
#include "pcp/error.hpp"

namespace efm {

// The library below speaks of delivery and packets; above, of what a caller can do about it.
Error translated(const pcp::Error& error);

// How to reach a pool, or why there is no way.
struct Pool {
    pcp::Options options;
    std::optional<Error> fault = std::nullopt;  // its password cannot be had

    // How long it may be silent before it is given up, where there is another to turn to. Empty: to the deadline.
    std::optional<std::chrono::milliseconds> silence = std::nullopt;

    // Whose turn is taken, and whose queue a promote waits in, where that is not this pool's own: its watchdog's, and
    // that of the watchdog's leader.
    std::string turn = {};
    std::string queue = {};
};

template <typename Answer>
struct FromPool {
    std::string pool;  // "localhost:9898"
    std::optional<Answer> answer;
    std::optional<Error> failure;  // why there is none
};

// `question` is called once a pool, from several threads. A pool's failure is its own.
template <typename Question>
auto ask_pools(const std::vector<Pool>& pools, const Question& question)
{
    using Answer = decltype(question(pools.front().options));
    std::vector<FromPool<Answer>> answers(pools.size());
    in_parallel(pools.size(), [&](std::size_t i) {
        answers[i].pool = pcp::endpoint(pools[i].options);
        try {
            if (pools[i].fault) throw Error(*pools[i].fault);
            answers[i].answer = question(pools[i].options);
        } catch (const pcp::Error& error) {
            answers[i].failure = translated(error);
        } catch (const Error& error) {
            answers[i].failure = error;
        }
    });
    return answers;
}

}  // namespace efm
