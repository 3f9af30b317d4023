#include "doctor_verb.hpp"

#include <strings.h>
#include <sys/utsname.h>

#include <ctime>
#include <memory>

#include "doctor_page.hpp"
#include "efm/doctor.hpp"
#include "efm/support_bundle.hpp"
#include "efm/timeline.hpp"
#include "hook_user.hpp"
#include "new_file.hpp"
#include "table.hpp"
#include "version.hpp"

namespace hooks {
namespace {

constexpr std::size_t events_in_bundle = 200;

// What was read and made while this was still root.
struct Beforehand {
    std::optional<std::string> user;
    std::optional<efm::PgpoolConf> pgpool_conf;
    std::unique_ptr<NewFile> bundle;
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

std::string utc_now()
{
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

void add_host(efm::BundleParts& parts)
{
    utsname names{};
    if (::uname(&names) != 0) return;
    parts.host = names.nodename;
    parts.system = std::string(names.sysname) + ' ' + names.release + ' ' + names.machine;
}

void add_events(const Call& call, efm::BundleParts& parts)
{
    try {
        efm::Journal journal(call.journal_setup());
        parts.events = efm::to_json(journal.events({.limit = events_in_bundle}), "the journal of this host alone");
    } catch (const efm::Error& error) {
        if (error.kind() == efm::Error::Kind::cancelled) throw;
        parts.events_fault = error.what();
    }
}

void write_bundle(const Call& call, efm::Evidence evidence, const std::vector<efm::Diagnosis>& diagnoses)
{
    efm::BundleParts parts{.suite_version = version, .made = utc_now(), .assignments = call.assignments()};
    add_host(parts);
    add_events(call, parts);
    parts.secrets = known_secrets(call.settings(), evidence);
    parts.evidence = std::move(evidence);
    parts.diagnoses = diagnoses;
    parts.exit_code = doctor_exit(diagnoses);
    beforehand().bundle->write(support_bundle(parts));
}

}  // namespace

bool prepare_doctor(const efm::ParsedArguments& arguments)
{
    if (arguments.operands.empty() || ::strcasecmp(arguments.operands.front().c_str(), "doctor") != 0) return false;
    beforehand().user = hook_user(last_of(arguments, "user"));
    if (const auto file = last_of(arguments, "pgpool-conf")) beforehand().pgpool_conf = efm::read_pgpool_conf(*file);
    if (const auto file = last_of(arguments, "bundle")) beforehand().bundle = std::make_unique<NewFile>(*file);
    if (beforehand().user) become(*beforehand().user);
    return true;
}

int doctor(Call& call)
{
    call.expect_operands(1, 1);
    efm::Evidence evidence = evidence_of(call);
    std::vector<efm::Diagnosis> diagnoses = examine(evidence);
    accept(diagnoses, call.option_values("accept"));
    const ExitCode exit = doctor_exit(diagnoses);
    std::string page = doctor_page(diagnoses, call.has("quiet"), use_colour());
    if (const auto file = call.option("bundle")) {
        write_bundle(call, std::move(evidence), diagnoses);
        page += "wrote " + *file + ", without secrets: read it before you send it\n";
    }
    return call.print(page, to_json(diagnoses, exit), exit);
}

}  // namespace hooks
