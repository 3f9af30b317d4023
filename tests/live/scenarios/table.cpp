#include "table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "baseline.hpp"
#include "failure_summary.hpp"

namespace scenarios {
namespace {

const std::vector<std::string> headings{"act",      "told by",   "pool",       "full reads", "write gap",
                                        "read gap", "w.refused", "w.in doubt", "r.failed",   "hooks"};
constexpr const char* legend =
    "told by      who tells Pgpool what EFM decided: our programs, or the scripts of 2020\n"
    "pool         from the event to the pool's first change\n"
    "full reads   ... until every server that is to take reads answered one, and no read failed any more\n"
    "write gap    the longest time without an acknowledged write; read gap likewise\n"
    "w.refused    writes that failed; w.in doubt: that got no answer, and may have been done; r.failed: reads\n";

std::string seconds(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f s", value);
    return text;
}

std::string seconds(const std::optional<double>& value)
{
    return value ? seconds(*value) : "-";
}

// "detach 127.0.0.13, attach 127.0.0.13"
std::string listed(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "none" : text;
}

void widen(std::vector<std::size_t>& widths, const std::vector<std::string>& cells)
{
    widths.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
}

std::string aligned(const std::vector<std::size_t>& widths, const std::vector<std::string>& cells)
{
    std::string line = " ";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += ' ' + cells[i];
        if (i + 1 < cells.size()) line.append(widths[i] - cells[i].size() + 1, ' ');
    }
    return line + '\n';
}

class Printer : public ::testing::Environment {
public:
    void TearDown() override
    {
        if (!table().is_empty()) {
            std::fputs(table().text().c_str(), stdout);
            std::ofstream(EFM_SCENARIO_TABLE) << table().text();
        }
        std::fputs(support::failure_summary().c_str(), stdout);
    }
};

[[maybe_unused]] const auto* const printer = ::testing::AddGlobalTestEnvironment(new Printer);

}  // namespace

void Table::add(const Rehearsal& rehearsal)
{
    const Row& row = rehearsal.row();
    for (const Act& act : rehearsal.acts()) {
        const Disturbance& clients = act.clients;
        lines_.push_back(
            {row.number,
             row.title,
             {act.title, rehearsal.contender(), seconds(act.pool_change), seconds(act.full_reads),
              seconds(clients.write_gap), seconds(clients.read_gap), std::to_string(clients.writes_refused),
              std::to_string(clients.writes_lost), std::to_string(clients.reads_failed), listed(act.hooks)}});
    }
    for (const Act& act : rehearsal.acts()) add_errors(rehearsal, act);
    const Verdict& verdict = rehearsal.verdict();
    remarks_.push_back({row.number, rehearsal.contender() + ": " + std::to_string(verdict.acknowledged) +
                                        " writes acknowledged, " + std::to_string(verdict.lost.size()) +
                                        " of them lost; " + std::to_string(verdict.unentitled.size()) +
                                        " answers by a server that was not entitled"});
    if (rehearsal.crashed_sessions() > 0) {
        remarks_.push_back({row.number, rehearsal.contender() + ": " + std::to_string(rehearsal.crashed_sessions()) +
                                            " sessions crashed inside Pgpool"});
    }
    for (const Broken& broken : rehearsal.broken()) {
        const std::string act = broken.act.empty() ? "" : ", " + broken.act;
        const std::string why = broken.not_yet.empty() ? "" : " (not promised yet: " + broken.not_yet + ")";
        remarks_.push_back({row.number, rehearsal.contender() + act + ": short of " + to_string(broken.claim) + ": " +
                                            broken.what + why});
    }
}

void Table::add_picture(int row, const std::string& title, const std::string& text)
{
    remarks_.push_back({row, title + ":\n" + text});
}

// The most frequent first.
void Table::add_errors(const Rehearsal& rehearsal, const Act& act)
{
    std::vector<std::pair<int, std::string>> errors;
    for (const auto& [error, count] : act.clients.errors) errors.emplace_back(-count, error);
    std::ranges::sort(errors);
    for (const auto& [count, error] : errors) {
        remarks_.push_back({rehearsal.row().number, rehearsal.contender() + ", " + act.title + ": " +
                                                        std::to_string(-count) + " x " + error.substr(0, 120)});
    }
}

std::string Table::text() const
{
    std::vector<std::size_t> widths;
    widen(widths, headings);
    for (const Line& line : lines_) widen(widths, line.cells);
    std::string text =
        "\nFailures rehearsed, with one client writing and three reading. The stand-in for EFM notices a "
        "failure within two seconds.\n\n" +
        std::string(legend);
    if (!support::baseline_is_there()) {
        text += "The scripts of 2020 are not in " + support::baseline_folder().string() +
                " (EFM_BENCH_BASELINE says where they are): the suite is shown alone.\n";
    }
    text += "\n" + aligned(widths, headings);
    for (int row = 0; row <= 12; ++row) {
        const auto first = std::ranges::find(lines_, row, &Line::row);
        if (first == lines_.end()) continue;
        text += "\n" + std::to_string(row) + ". " + first->title + '\n';
        for (const Line& line : lines_) text += line.row == row ? aligned(widths, line.cells) : "";
        for (const Remark& remark : remarks_) text += remark.row == row ? "  * " + remark.text + '\n' : "";
    }
    return text;
}

Table& table()
{
    static Table the_table;
    return the_table;
}

}  // namespace scenarios
