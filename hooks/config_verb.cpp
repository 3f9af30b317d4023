#include <strings.h>

#include "efm/report.hpp"
#include "efm/script_import.hpp"
#include "verbs.hpp"

namespace hooks {
namespace {

std::string shown(const efm::Assignment& assignment)
{
    const bool secret = assignment.key.ends_with("password");  // there is none today, and none shall leak tomorrow
    return assignment.key + " = " + (secret ? "********" : assignment.value) + "  # " + assignment.origin + '\n';
}

int import_script(Call& call)
{
    call.expect_operands(3, 3);
    const std::string text = efm::settings_from_script(call.operands()[2]);
    return call.print(text, efm::to_json(text, exit_done), exit_done);
}

}  // namespace

int config(Call& call)
{
    if (call.operands().size() > 1) {
        if (::strcasecmp(call.operands()[1].c_str(), "import") == 0) return import_script(call);
        throw efm::Error(efm::Error::Kind::usage, "config knows only `config` and `config import SCRIPT`");
    }
    std::string text;
    for (const efm::Assignment& assignment : call.assignments()) text += shown(assignment);
    for (const efm::Assignment& key : efm::unset(call.assignments())) {
        text += "# " + key.key + " is not set: " + key.origin + '\n';
    }
    return call.print(text, efm::to_json(call.assignments()), exit_done);
}

}  // namespace hooks
