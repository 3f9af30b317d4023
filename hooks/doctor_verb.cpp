#include "doctor_verb.hpp"

#include <strings.h>

#include "doctor_page.hpp"
#include "efm/doctor.hpp"
#include "hook_user.hpp"
#include "table.hpp"

namespace hooks {
namespace {

// What was read while this was still root.
struct Beforehand {
    std::optional<std::string> user;
    std::optional<efm::PgpoolConf> pgpool_conf;
};

Beforehand& beforehand()
{
    static Beforehand it;
    return it;
}

std::optional<std::string> last_of(const efm::ParsedArguments& arguments, const std::string& option)
{
    const auto found = arguments.options.find(option);
    if (found == arguments.options.end() || found->second.empty()) return std::nullopt;
    return found->second.back();
}

efm::Evidence evidence_of(const Call& call)
{
    efm::BoostCommandRunner runner;
    const auto probe = call.make_probe();
    return gather({.settings = call.settings(),
                   .settings_path = call.settings_file().path,
                   .settings_faults = call.settings_file().reading.faults,
                   .expected_user = beforehand().user.value_or(""),
                   .pgpool_conf = beforehand().pgpool_conf,
                   .patience = call.patience()},
                  runner, *probe);
}

}  // namespace

bool prepare_doctor(const efm::ParsedArguments& arguments)
{
    if (arguments.operands.empty() || ::strcasecmp(arguments.operands.front().c_str(), "doctor") != 0) return false;
    beforehand().user = hook_user(last_of(arguments, "user"));
    if (const auto file = last_of(arguments, "pgpool-conf")) beforehand().pgpool_conf = efm::read_pgpool_conf(*file);
    if (beforehand().user) become(*beforehand().user);
    return true;
}

int doctor(Call& call)
{
    call.expect_operands(1, 1);
    const std::vector<efm::Diagnosis> diagnoses = examine(evidence_of(call));
    const ExitCode exit = doctor_exit(diagnoses);
    return call.print(doctor_page(diagnoses, call.has("quiet"), use_colour()), to_json(diagnoses, exit), exit);
}

}  // namespace hooks
