// The journal's record of what a program does: begun before the first act, closed with what came of it.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "efm/journal.hpp"
#include "efm/load_balancer.hpp"
#include "efm/report.hpp"

namespace hooks {

class EventRecord {
public:
    // Hands the intent over. Not waited for: there are passwords to be read meanwhile.
    EventRecord(efm::Journal::Setup setup, const efm::NewEvent& event);

    // Waits until the intent is kept, or for the budget. To be called before the first act.
    void settle() { journal_.settle(); }

    // The same for who surveys meanwhile.
    efm::Record gate();

    // What is found again as it was is not told again: a hook that waits looks ten times a second. May be called by
    // several threads at once.
    void note(const efm::Progress& progress);

    // Waits too.
    void close(const efm::Closing& closing);

    efm::JournalMark mark() const;
    efm::Journal& journal() { return journal_; }

private:
    bool is_news(const efm::Progress& progress);

    std::mutex guard_;
    std::map<std::pair<std::string, std::string>, std::string> told_;  // last, by pool and step
    efm::EventId id_;
    bool kept_;  // whether there is a journal at all
    efm::Journal journal_;
};

}  // namespace hooks
