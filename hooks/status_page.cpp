#include "status_page.hpp"

#include <algorithm>
#include <cstdio>
#include <set>

#include "output.hpp"
#include "status_cells.hpp"
#include "table.hpp"

namespace hooks {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t page_width = 118;
constexpr const char* red = "\033[31m";
constexpr const char* green = "\033[32m";
constexpr const char* plain = "\033[0m";

std::string coloured(const std::string& text, const char* colour, bool wanted)
{
    return wanted ? colour + text + plain : text;
}

// `lead`, then the words in lines that begin below each other.
std::string wrapped(const std::string& lead, const std::string& words)
{
    std::string text = lead;
    std::size_t column = lead.size();
    std::size_t begin = 0;
    while (begin < words.size()) {
        const std::size_t end = std::min(words.find(' ', begin), words.size());
        if (column > lead.size() && column + 1 + end - begin > page_width) {
            text += '\n' + std::string(lead.size(), ' ');
            column = lead.size();
        }
        const bool first = column == lead.size();
        text += (first ? "" : " ") + words.substr(begin, end - begin);
        column += end - begin + (first ? 0 : 1);
        begin = end + 1;
    }
    return text + '\n';
}

// "0.9 s", and how old it was when the last part had come, if that is worth a word.
template <typename Value>
std::string times_of(const efm::Survey& survey, const efm::View<Value>& view)
{
    const milliseconds age = view.taken.age(survey.taken.mark);
    std::string text = "asked in " + shown_span(view.taken.took);
    if (age >= std::chrono::seconds{1}) text += ", " + shown_span(age) + " ago";
    return text;
}

std::string holders_of(const efm::ClusterView& view)
{
    std::string text;
    for (const efm::ClusterRow& row : view.rows) {
        if (row.vip != true) continue;
        text += (text.empty() ? "" : " and ") + row.address.host;
    }
    return text.empty() ? "nobody" : text;
}

std::string manager_line(const efm::Survey& survey, const efm::ClusterView& view)
{
    if (!survey.manager) return "not asked: efm.command and efm.cluster are not set";
    if (survey.manager->failure) return std::string("not seen: ") + survey.manager->failure->what();
    const efm::ClusterStatus& status = *survey.manager->value;
    std::string text = times_of(survey, *survey.manager);
    if (status.coordinator) text += "; coordinator " + *status.coordinator;
    for (const efm::ClusterRow& row : view.rows) {
        if (!row.member || !row.member->vip) continue;
        return text + "; virtual address " + *row.member->vip + " on " + holders_of(view);
    }
    return text;
}

std::string pool_line(const efm::Survey& survey, const efm::SurveyedPool& pool)
{
    if (pool.view.failure) return std::string("not seen: ") + pool.view.failure->what();
    const efm::PoolReport& report = *pool.view.value;
    std::string text = times_of(survey, pool.view);
    if (report.watchdog) {
        const std::string& leader = report.watchdog->leader_name;
        text += "; watchdog: quorum " + std::string(to_string(report.watchdog->quorum)) + ", leader " +
                (leader.empty() ? "none" : '"' + leader + '"');
    }
    for (const std::string& address : report.delegate_addresses()) text += "; delegate address " + address;
    return text;
}

std::string servers_line(const efm::Survey& survey)
{
    milliseconds longest{0};
    for (const efm::SurveyedServer& server : survey.servers) longest = std::max(longest, server.view.taken.took);
    if (survey.servers.empty()) return "none is known";
    if (!survey.has_login) return "pinged only, in " + shown_span(longest) + ": server.user is not set";
    return "asked in " + shown_span(longest);
}

std::string head(const efm::Survey& survey, const efm::ClusterView& view)
{
    std::vector<std::pair<std::string, std::string>> lines{{"EFM", manager_line(survey, view)}};
    for (const efm::SurveyedPool& pool : survey.pools) {
        lines.emplace_back("pool " + pool.name, pool_line(survey, pool));
    }
    lines.emplace_back("servers", servers_line(survey));
    std::size_t width = 0;
    for (const auto& [name, words] : lines) width = std::max(width, name.size());
    std::string text;
    for (const auto& [name, words] : lines) {
        text += wrapped(name + std::string(width - name.size() + 2, ' '), one_line(words));
    }
    return text;
}

std::string table_of(const efm::Survey& survey, const efm::ClusterView& view, bool colour)
{
    if (view.rows.empty()) return "";
    std::vector<std::vector<std::string>> rows{headings(survey)};
    std::vector<bool> marked{false};
    for (std::size_t i = 0; i < view.rows.size(); ++i) {
        rows.push_back(cells(survey, view.rows[i]));
        for (std::string& cell : rows.back()) cell = one_line(cell);
        marked.push_back(std::ranges::any_of(view.findings, [&](const efm::Finding& finding) {
            return finding.row == i && finding.severity == efm::Severity::disagreement;
        }));
    }
    return table(rows, marked, colour) + '\n';
}

std::string finding_of(const efm::Finding& finding, bool colour)
{
    const std::string lead = finding.severity == efm::Severity::disagreement ? "wrong     "
                             : finding.severity == efm::Severity::unseen     ? "not seen  "
                                                                             : "remark    ";
    std::string text = wrapped(lead, one_line(finding.sentence));
    if (!finding.remedy.empty()) text += wrapped("      ->  ", one_line(finding.remedy));
    const bool grave = finding.severity != efm::Severity::remark;
    if (!colour || !grave) return text;
    return coloured(text.substr(0, lead.size()), red, true) + text.substr(lead.size());
}

}  // namespace

std::string status_page(const efm::Survey& survey, const efm::ClusterView& view, bool colour)
{
    const bool well = view.agrees() && is_anything_seen(survey);
    std::string page = coloured(one_line(verdict(survey, view)), well ? green : red, colour) + "\n\n";
    page += head(survey, view) + '\n' + table_of(survey, view, colour);
    for (const efm::Finding& finding : view.findings) page += finding_of(finding, colour);
    while (page.ends_with("\n\n")) page.pop_back();
    return page;
}

ExitCode status_exit(const efm::Survey& survey, const efm::ClusterView& view)
{
    if (is_anything_seen(survey)) return view.agrees() ? exit_done : exit_try_later;
    std::set<ExitCode> codes;
    if (survey.manager) codes.insert(exit_code(survey.manager->failure->kind()));
    for (const efm::SurveyedPool& pool : survey.pools) codes.insert(exit_code(pool.view.failure->kind()));
    const bool ours = codes.size() == 1 && (codes.contains(exit_configuration) || codes.contains(exit_refused));
    return ours ? *codes.begin() : exit_unreachable;
}

}  // namespace hooks
