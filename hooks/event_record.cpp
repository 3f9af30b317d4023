#include "event_record.hpp"

#include <utility>

namespace hooks {

EventRecord::EventRecord(efm::Journal::Setup setup, const efm::NewEvent& event)
    : id_(event.id), kept_(!setup.state_dir.empty()), journal_(std::move(setup))
{
    journal_.begin(event);
}

efm::Record EventRecord::gate()
{
    return {.settled_within = [this](std::chrono::milliseconds moment) { return journal_.has_intent_within(moment); },
            .settle =
                [this] {
                    journal_.settle();
                }};
}

void EventRecord::note(const efm::Progress& progress)
{
    if (!is_news(progress)) return;
    journal_.note(id_, {.pool = progress.pool, .step = progress.step, .detail = progress.detail});
}

bool EventRecord::is_news(const efm::Progress& progress)
{
    if (progress.step == "act" || progress.step == "notice") return true;
    const std::lock_guard lock(guard_);
    return std::exchange(told_[{progress.pool, progress.step}], progress.detail) != progress.detail;
}

void EventRecord::close(const efm::Closing& closing)
{
    journal_.close(id_, closing);
    journal_.settle();
}

efm::JournalMark EventRecord::mark() const
{
    const auto loss = journal_.loss();
    return {id_, kept_ && !loss, loss};
}

}  // namespace hooks
