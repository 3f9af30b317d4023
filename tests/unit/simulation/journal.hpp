// What a host's journal keeps, as far as reconcile asks for it. See docs/journal.md.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "efm/journal_records.hpp"
#include "efm/plan.hpp"
#include "pgpool.hpp"

namespace simulation {

struct Entry {
    int id = 0;
    efm::Verb verb = efm::Verb::detach;
    int member = 0;
    efm::Party party = efm::Party::manager;
    Millis at = 0;
    bool running = true;
    bool is_open = true;
};

inline std::chrono::sys_time<std::chrono::microseconds> time_of(Millis at)
{
    return std::chrono::sys_time<std::chrono::microseconds>{std::chrono::milliseconds(at)};
}

class Journal {
public:
    void begin(const Entry& entry)
    {
        if (is_order(entry)) {
            std::erase_if(orders_, [&](const Entry& order) { return same_word(order, entry); });
            orders_.push_back(entry);
            for (Entry& open : entries_) {
                if (is_order(open) && same_word(open, entry)) open.is_open = false;
            }
        }
        entries_.push_back(entry);
    }

    // `reached` also means that it was refused for good in one of the pools.
    void close(int id, bool reached)
    {
        for (Entry& entry : entries_) {
            if (entry.id != id) continue;
            entry.running = false;
            if (reached) entry.is_open = false;
        }
    }

    // Refused in every pool: then a detach is no order either.
    void refuse(int id)
    {
        close(id, true);
        std::erase_if(orders_, [&](const Entry& o) { return o.id == id && o.verb == efm::Verb::detach; });
    }

    void program_is_gone(int id) { close(id, false); }

    std::vector<Entry> open() const
    {
        std::vector<Entry> open;
        std::ranges::copy_if(entries_, std::back_inserter(open), [](const Entry& e) { return e.is_open; });
        return open;
    }

    // Two parties' orders about one member come in the order of the journal; the hook takes the first.
    std::map<int, efm::OrderedOut> ordered_out() const
    {
        std::map<int, efm::OrderedOut> result;
        for (const Entry& order : orders_) {
            if (order.verb != efm::Verb::detach) continue;
            const auto entry = std::ranges::find(entries_, order.id, &Entry::id);
            result.emplace(order.member, efm::OrderedOut{order.party, !entry->is_open, "12:00", time_of(order.at)});
        }
        return result;
    }

private:
    static bool is_order(const Entry& entry)
    {
        const bool by_word = entry.party == efm::Party::manager || entry.party == efm::Party::operators;
        return by_word && (entry.verb == efm::Verb::attach || entry.verb == efm::Verb::detach);
    }

    static bool same_word(const Entry& one, const Entry& other)
    {
        return one.party == other.party && one.member == other.member;
    }

    std::vector<Entry> entries_;
    std::vector<Entry> orders_;
};

}  // namespace simulation
