#include "event_look.hpp"

namespace efm {

const char* look_of(const RecordedEvent& event)
{
    if (!event.ended) return "open";
    switch (event.ending.value_or(Ending::not_reached)) {
        case Ending::done:
            return "done";
        case Ending::not_reached:
            return "late";
        case Ending::refused:
            return "refused";
        case Ending::superseded:
            break;
    }
    return "other";
}

const char* look_of(const std::string& step)
{
    if (step == "act") return "act";
    if (step == "wait") return "wait";
    return step == "survey" || step == "ask" || step == "verify" ? "look" : "other";
}

}  // namespace efm
