#include "efm/closing.hpp"

#include "efm/report.hpp"

namespace efm {
namespace {

PoolResult result_of(const PoolOutcome& pool, const Outcome& outcome)
{
    return {.pool = pool.pool,
            .reached = !pool.failure,
            .backend = pool.backend ? to_string(*pool.backend) : "",
            .sentence = sentence(pool, outcome),
            .took = pool.took};
}

}  // namespace

Ending ending_of(Error::Kind kind)
{
    switch (kind) {
        case Error::Kind::unreachable:
        case Error::Kind::try_later:
        case Error::Kind::protocol:
        case Error::Kind::authentication:
        case Error::Kind::cancelled:
        case Error::Kind::system:
            return Ending::not_reached;
        case Error::Kind::usage:
        case Error::Kind::configuration:
        case Error::Kind::bad_data:
        case Error::Kind::unknown_backend:
        case Error::Kind::ambiguous_backend:
        case Error::Kind::refused:
            break;
    }
    return Ending::refused;
}

Closing closing_of(const Outcome& outcome)
{
    Closing closing{.sentence = sentence(outcome)};
    for (const PoolOutcome& pool : outcome.pools) {
        closing.results.push_back(result_of(pool, outcome));
        if (!closing.epoch) closing.epoch = pool.epoch;
        if (!pool.failure || closing.ending == Ending::not_reached) continue;
        closing.ending = ending_of(pool.failure->kind());
    }
    return closing;
}

}  // namespace efm
