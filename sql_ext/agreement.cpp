#include "agreement.hpp"

namespace sqlext {
namespace {

void say(std::string& words, const std::string& sentence)
{
    words += (words.empty() ? "" : "; ") + sentence;
}

}  // namespace

Disagreements disagreements(const efm::ClusterView& view)
{
    Disagreements all;
    for (const efm::Finding& finding : view.findings) {
        if (finding.severity == efm::Severity::remark) continue;
        std::string about(to_string(finding.kind));
        if (finding.row) about += " " + name_of(view.rows.at(*finding.row));
        if (finding.pool) about += " pool " + std::to_string(*finding.pool);
        all.emplace(about, finding.sentence);
    }
    return all;
}

std::string changes_between(const Disagreements& before, const Disagreements& after)
{
    std::string words;
    for (const auto& [about, sentence] : after) {
        if (!before.contains(about)) say(words, sentence);
    }
    if (after.empty() && !before.empty()) return "EFM, the pools and the servers agree";
    for (const auto& [about, sentence] : before) {
        if (!after.contains(about)) say(words, "no longer: " + sentence);
    }
    return words;
}

}  // namespace sqlext
