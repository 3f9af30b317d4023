// A survey and the last events as one page of HTML that needs nothing else: no script, no font, no network. Readable
// on light and dark ground, on a phone and in print. A pure function over values; all text in it may be hostile.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "efm/cluster_view.hpp"
#include "efm/journal_records.hpp"

namespace efm {

struct StatusHtml {
    std::string cluster;                            // its name
    std::string version;                            // of the suite
    std::vector<std::string> headings{};            // of a table with a row for each of the view's
    std::vector<std::vector<std::string>> table{};  // as many cells as there are headings
    std::vector<RecordedEvent> events{};            // with steps, oldest first
    std::vector<Hold> holds{};
    std::string journal_failure{};                               // why there are no events
    std::optional<std::chrono::seconds> refresh = std::nullopt;  // the page loads itself again
};

std::string to_html(const Survey& survey, const ClusterView& view, const StatusHtml& page);

}  // namespace efm
