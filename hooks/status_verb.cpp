#include <unistd.h>

#include "efm/cluster_metrics.hpp"
#include "efm/report.hpp"
#include "efm/status_html.hpp"
#include "journal_facts.hpp"
#include "output.hpp"
#include "signals.hpp"
#include "status_cells.hpp"
#include "status_page.hpp"
#include "table.hpp"
#include "verbs.hpp"
#include "version.hpp"
#include "whole_file.hpp"

namespace hooks {
namespace {

constexpr const char* clear_screen = "\033[H\033[2J";

struct Picture {
    std::string page;
    std::string json;
    ExitCode exit = exit_done;
};

// A page of HTML in the file that was asked for.
void write_html(const Call& call, const efm::Survey& survey, const efm::ClusterView& view, JournalReading journal)
{
    efm::StatusHtml page{efm::cluster_label(call.settings().efm_cluster), version, headings(survey)};
    for (const efm::ClusterRow& row : view.rows) page.table.push_back(cells(survey, row));
    page.journal_failure = std::move(journal.failure);
    if (journal.facts) {
        page.events = std::move(journal.facts->events);
        page.holds = std::move(journal.facts->holds);
    }
    if (call.has("watch")) {
        page.refresh = std::chrono::ceil<std::chrono::seconds>(efm::parse_duration(*call.option("watch")));
    }
    replace_file(*call.option("html"), to_html(survey, view, page));
}

Picture take_picture(const Call& call)
{
    const bool html = call.has("html");
    JournalReading journal = html ? read_journal_facts(call, true) : JournalReading{};
    efm::BoostCommandRunner runner;
    const auto probe = call.make_probe();
    const efm::Survey survey = take_survey(survey_setup(call.settings(), call.patience(), runner), *probe);
    const efm::ClusterView view = join(survey);
    const ExitCode exit = status_exit(survey, view);
    if (html) write_html(call, survey, view, std::move(journal));
    return {status_page(survey, view, use_colour()), to_json(survey, view, exit), exit};
}

// On a terminal a page takes the place of the one before; elsewhere a page is a block of its own, and a document a
// line.
Picture framed(Picture picture)
{
    if (::isatty(STDOUT_FILENO) == 1)
        picture.page.insert(0, clear_screen);
    else
        picture.page += '\n';
    return picture;
}

int watch(const Call& call, std::chrono::milliseconds interval)
{
    int exit = exit_done;
    while (ending_signal() == 0) {
        try {
            const Picture picture = framed(take_picture(call));
            exit = picture.exit;
            if (!call.has("html") && !call.show(picture.page, picture.json)) return exit_system;
        } catch (const efm::Error& error) {
            if (error.kind() != efm::Error::Kind::cancelled) throw;
        }
        pcp::pause({pcp::Deadline::after(interval), call.patience().cancelled}, interval);
    }
    return exit;
}

}  // namespace

int status(Call& call)
{
    call.expect_operands(1, 1);
    if (call.has("watch")) return watch(call, efm::parse_duration(*call.option("watch")));
    const Picture picture = take_picture(call);
    if (call.has("html")) return call.say("wrote the page to " + *call.option("html"), picture.json, exit_done);
    return call.print(picture.page, picture.json, picture.exit);
}

}  // namespace hooks
