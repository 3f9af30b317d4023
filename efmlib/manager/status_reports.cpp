#include "efm/status_reports.hpp"

#include "command_outcome.hpp"
#include "efm/error.hpp"
#include "printable.hpp"
#include "status_draft.hpp"
#include "status_forms.hpp"

namespace efm {
namespace {

std::string command_name(Report report)
{
    return "efm " + std::string(to_string(report));
}

// What the parser, which sees the output only, could not say.
std::string circumstances(const CommandResult& result)
{
    const std::string errors = excerpt(result.err);
    const std::string words = errors.empty() ? "" : ", and said \"" + errors + '"';
    return "; it returned " + std::to_string(result.exit_code.value_or(0)) + words;
}

}  // namespace

std::string_view to_string(Report report)
{
    switch (report) {
        case Report::cluster_json:
            return "cluster-status-json";
        case Report::cluster_text:
            return "cluster-status";
        case Report::node_json:
            return "node-status-json";
    }
    return "";
}

ClusterStatus parse_report(Report report, std::string_view text)
{
    switch (report) {
        case Report::cluster_json:
            return parse_cluster_json(text);
        case Report::node_json:
            return parse_node_json(text);
        case Report::cluster_text:
            break;
    }
    return parse_cluster_text(text);
}

ClusterStatus read_report(Report report, const CommandResult& result)
{
    const std::string name = command_name(report);
    require_ended(name, result);
    try {
        if (result.out_truncated) reject_report(to_string(report), "longer than was kept", result.out);
        ClusterStatus status = parse_report(report, result.out);
        status.healthy = result.succeeded();
        return status;
    } catch (const Error& error) {
        if (const auto refusal = known_refusal(name, result)) throw Error(*refusal);
        throw Error(error.kind(), "efm " + std::string(error.what()) + circumstances(result));
    }
}

}  // namespace efm
