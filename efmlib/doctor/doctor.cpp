#include "efm/doctor.hpp"

#include <algorithm>

#include "doctor_checks.hpp"
#include "efm/printable.hpp"

namespace efm {
namespace {

using Check = void (*)(const Evidence& evidence, Examination& found);

// In an order in which what others rest on comes first.
constexpr Check checks[] = {
    check_settings_file,
    check_user,
    check_state_dir,
    check_run_dir,
    check_log,
    check_passfile,
    check_server_passfile,
    check_pools,
    check_wire,
    check_delegates,
    check_authorities,
    check_flags,
    check_follow_line,
    check_pgpool_conf,
    check_properties,
    check_load_balancer_lines,
    check_promotion_line,
    check_slots,
    check_hook_settings,
    check_native_pgpool,
    check_detach_on_agent_failure,
    check_manager_command,
    check_release,
    check_cluster_name,
    check_sudo,
    check_manager,
    check_server_login,
    check_server_rights,
    check_clocks,
    check_agreement,
};

}  // namespace

bool Examination::is_faulty(std::string_view check) const
{
    return std::ranges::any_of(
        lines_, [&](const Diagnosis& line) { return line.check == check && line.verdict != Verdict::well; });
}

std::vector<Diagnosis> examine(const Evidence& evidence)
{
    Examination found;
    for (const Check check : checks) check(evidence, found);
    std::vector<Diagnosis> lines = found.take();
    std::ranges::stable_sort(lines, std::ranges::greater{}, &Diagnosis::verdict);
    return lines;
}

void accept(std::vector<Diagnosis>& diagnoses, const std::vector<std::string>& accepted)
{
    for (Diagnosis& line : diagnoses) {
        if (line.verdict != Verdict::warning || std::ranges::find(accepted, line.check) == accepted.end()) continue;
        line.verdict = Verdict::well;
        line.what += " (accepted)";
        line.remedy.clear();
    }
    std::ranges::stable_sort(diagnoses, std::ranges::greater{}, &Diagnosis::verdict);
}

std::size_t count(const std::vector<Diagnosis>& diagnoses, Verdict verdict)
{
    return static_cast<std::size_t>(std::ranges::count(diagnoses, verdict, &Diagnosis::verdict));
}

std::string summary(const std::vector<Diagnosis>& diagnoses)
{
    const std::size_t failures = count(diagnoses, Verdict::failure);
    const std::size_t warnings = count(diagnoses, Verdict::warning);
    const std::string well = counted(count(diagnoses, Verdict::well), "check");
    if (failures + warnings == 0) return "all well: " + well;
    std::string text = failures > 0 ? counted(failures, "failure") : "";
    if (warnings > 0) text += (text.empty() ? "" : ", ") + counted(warnings, "warning");
    return text + "; " + well + " found nothing wrong";
}

std::string_view to_string(Verdict verdict)
{
    switch (verdict) {
        case Verdict::well:
            return "ok";
        case Verdict::warning:
            return "warn";
        case Verdict::failure:
            return "fail";
    }
    return "?";
}

}  // namespace efm
