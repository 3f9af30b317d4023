#include <unistd.h>

#include "efm/report.hpp"
#include "output.hpp"
#include "signals.hpp"
#include "status_page.hpp"
#include "table.hpp"
#include "verbs.hpp"

namespace hooks {
namespace {

constexpr const char* clear_screen = "\033[H\033[2J";

struct Picture {
    std::string page;
    std::string json;
    ExitCode exit = exit_done;
};

Picture take_picture(const Call& call)
{
    efm::BoostCommandRunner runner;
    const auto probe = call.make_probe();
    const efm::Survey survey = take_survey(survey_setup(call.settings(), call.patience(), runner), *probe);
    const efm::ClusterView view = join(survey);
    const ExitCode exit = status_exit(survey, view);
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
            if (!call.show(picture.page, picture.json)) return exit_system;
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
    return call.print(picture.page, picture.json, picture.exit);
}

}  // namespace hooks
