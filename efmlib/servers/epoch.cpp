#include "efm/epoch.hpp"

namespace efm {

std::partial_ordering operator<=>(const Epoch& a, const Epoch& b)
{
    if (a == b) return std::partial_ordering::equivalent;
    if (a.system != b.system || a.timeline == b.timeline) return std::partial_ordering::unordered;
    return a.timeline < b.timeline ? std::partial_ordering::less : std::partial_ordering::greater;
}

std::string to_string(const Epoch& epoch)
{
    const std::string point = epoch.switched_at ? '@' + to_string(*epoch.switched_at) : "";
    return std::to_string(epoch.system) + ':' + std::to_string(epoch.timeline) + point;
}

}  // namespace efm
