#include "member_check.hpp"

#include <algorithm>

#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;
using Clock = pcp::Deadline::Clock;

constexpr milliseconds first_pause{1};
constexpr milliseconds longest_pause{200};
constexpr milliseconds longest_silence{3'000};
constexpr milliseconds a_moment{1'000};

pcp::Patience capped(const pcp::Patience& patience, milliseconds limit)
{
    return {patience.deadline.capped(limit), patience.cancelled};
}

}  // namespace

MemberCheck::MemberCheck(const Pool& pool, const PoolOutcome& done, const Observer& observe)
    : pool_(pool), narrator_(observe, pcp::endpoint(pool.options))
{
    outcome_.pool = pcp::endpoint(pool.options);
    outcome_.seen_only = true;
    for (const Step& step : done.steps) {
        Wanted& wanted = wanted_[step.backend];
        wanted.attached = step.act != Act::detach;
        if (step.act == Act::promote) wanted.primary = true;
    }
    if (!done.backend) return;
    target_ = done.backend->id;
    wanted_[*target_] = {done.backend, is_attached(done.backend->status), done.backend->role == pcp::Role::primary};
}

bool MemberCheck::see(const pcp::Patience& patience)
{
    const pcp::Patience answer = capped(patience, std::min(longest_silence, patience.deadline.remaining() / 2));
    milliseconds wait = first_pause;
    const auto start = Clock::now();
    for (;;) {
        const bool so = look(was_seen_ ? patience : answer);
        outcome_.took = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
        if (so) return true;
        if (patience.cancelled())
            throw Error(Error::Kind::cancelled, "cancelled while the watchdog's members were seen");
        if ((was_seen_ ? patience : answer).deadline.expired()) return false;
        pcp::pause(patience, wait);
        wait = std::min(wait * 2, longest_pause);
    }
}

bool MemberCheck::see_once(const pcp::Patience& patience)
{
    return look(capped(patience, a_moment));
}

bool MemberCheck::look(const pcp::Patience& patience)
{
    bool so = true;
    try {
        if (pool_.fault) throw Error(*pool_.fault);
        pcp::Options options = pool_.options;
        options.patience = patience;
        PoolReader reader(options);
        pcp::Client client = reader.connect();
        for (const auto& [id, wanted] : wanted_) so = agrees(reader.read_one(client, id), wanted) && so;
        was_seen_ = true;
    } catch (const pcp::Error& error) {
        so = false;
        const bool tells_nothing_new = error.kind() == pcp::Error::Kind::timeout && outcome_.failure;
        if (!tells_nothing_new) fail(translated(error).kind(), error.what());
    } catch (const Error& error) {
        so = false;
        fail(error.kind(), error.what());
    }
    if (so) outcome_.failure.reset();
    narrator_.note("verify", so ? "it is so here, too" : outcome_.failure->what());
    narrator_.tell();
    return so;
}

bool MemberCheck::agrees(const Backend& seen, const Wanted& wanted)
{
    if (seen.id == target_) outcome_.backend = seen;
    if (wanted.server && !is_same_server(seen, *wanted.server)) {
        fail(Error::Kind::try_later, "pool " + outcome_.pool + " has " + to_string(seen) +
                                         " where the watchdog's leader has " + to_string(*wanted.server));
        return false;
    }
    const bool is_primary = seen.role == pcp::Role::primary;
    const bool is_labelled = !wanted.attached || !wanted.primary || is_primary == *wanted.primary;
    const bool so = is_attached(seen.status) == wanted.attached && is_labelled;
    if (!so) {
        fail(Error::Kind::try_later,
             "pool " + outcome_.pool + ", a member of the watchdog, does not follow its leader: " + to_string(seen) +
                 " is still " + std::string(to_string(seen.status)) + ", " + std::string(to_string(seen.role)));
    }
    return so;
}

void MemberCheck::fail(Error::Kind kind, const std::string& what)
{
    outcome_.failure = Error(kind, what);
}

bool MemberCheck::has_no_watchdog(const pcp::Patience& patience) const
{
    try {
        pcp::Options options = pool_.options;
        options.patience = capped(patience, a_moment);
        pcp::Client(options).watchdog();
    } catch (const pcp::Error& error) {
        return error.kind() == pcp::Error::Kind::refused;
    }
    return false;
}

void MemberCheck::excuse(const std::string& why)
{
    outcome_.failure.reset();
    outcome_.excused = true;
    outcome_.remarks.push_back(why);
}

}  // namespace efm
