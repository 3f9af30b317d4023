#include "agreement.hpp"

#include <unistd.h>

#include <chrono>
#include <exception>
#include <utility>

namespace sqlext {
namespace {

constexpr std::chrono::seconds look_limit{5};

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

void AgreementWatch::look(const BackendStatus& status, const OverviewFiles& files)
{
    if (task_ || ::access(files.settings.c_str(), F_OK) != 0) return;
    task_.emplace();
    try {
        task_->start([this, status, files](const Task::Cancelled& cancelled) {
            seen_ = disagreements(overview_of(status, files, {pcp::Deadline::after(look_limit), cancelled}));
        });
    } catch (...) {
        task_.reset();
        throw;
    }
}

std::string AgreementWatch::take_change()
{
    if (!task_ || !task_->is_over()) return "";
    try {
        task_->finish();
    } catch (const std::exception&) {  // of the settings file: who looks at cluster_overview is told
        task_.reset();
        return "";
    }
    task_.reset();
    const Disagreements before = std::exchange(known_, seen_).value_or(Disagreements{});
    return changes_between(before, seen_);
}

}  // namespace sqlext
