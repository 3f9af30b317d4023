#include "canvas.hpp"
#include "pictures.hpp"

namespace draw {
namespace {

struct Call {
    std::size_t from;
    std::size_t to;
    std::string words;
};

constexpr std::size_t efm = 0, hook = 1, pool = 2, servers = 3;
constexpr double first_lane = 120;
constexpr double between_lanes = 245;

double lane(std::size_t index)
{
    return first_lane + between_lanes * static_cast<double>(index);
}

}  // namespace

std::string failover()
{
    const std::vector<Call> calls{
        {servers, efm, "the primary does not answer any more"},
        {efm, hook, "load_balancer_detach a p"},
        {hook, pool, "detach a; seen down"},
        {efm, servers, "promotes b"},
        {efm, hook, "pgpool_backend promote b"},
        {hook, servers, "is b the one that is writable?"},
        {hook, pool, "promote b; seen primary"},
        {efm, servers, "makes c follow b"},
        {pool, hook, "follow_primary c"},
        {hook, servers, "does c stream from b?"},
        {hook, pool, "attach c; seen up"},
        {efm, hook, "load_balancer_attach c s"},
        {hook, pool, "nothing to do: it is so"},
    };
    const double height = 120 + 38 * static_cast<double>(calls.size());
    Canvas canvas(
        980, height, "A failover",
        "The primary a dies. EFM has it detached, promotes b, and the post-promotion hook makes Pgpool take b "
        "for the primary once b is proved to be writable. Pgpool calls follow_primary for c, which is attached "
        "when it streams from b. Each act is seen before the program ends.");
    const std::vector<std::pair<Kind, std::string>> heads{{Kind::manager, "Failover Manager"},
                                                          {Kind::ours, "our programs"},
                                                          {Kind::pool, "every Pgpool"},
                                                          {Kind::server, "servers a, b, c"}};
    for (std::size_t i = 0; i < heads.size(); ++i) {
        const Box head = canvas.box({lane(i) - 85, 20, 170, 40}, heads[i].first, {heads[i].second});
        canvas.line(head.bottom(), {lane(i), height - 20});
    }
    double y = 100;
    for (const Call& call : calls) {
        canvas.arrow({lane(call.from), y}, {lane(call.to), y}, "");
        const double middle = (lane(call.from) + lane(call.from < call.to ? call.from + 1 : call.from - 1)) / 2;
        canvas.text({middle, y - 6}, "soft middle", call.words);
        y += 38;
    }
    return canvas.svg();
}

}  // namespace draw
