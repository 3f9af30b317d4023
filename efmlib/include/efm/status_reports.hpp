// The three reports of `efm` about its cluster, of EFM 4.0 to 5.4, as values.
#pragma once

#include <string>
#include <string_view>

#include "efm/cluster_status.hpp"
#include "efm/command_runner.hpp"

namespace efm {

// Which report: as JSON, as text, or of the local member alone as JSON.
enum class Report { cluster_json, cluster_text, node_json };

// The sub-command that prints it: "cluster-status-json".
std::string_view to_string(Report report);

// The document of a printed cluster-status-json alone, as JSON that any parser takes: without the lines around it, with
// invalid bytes replaced and a manual's slips mended. Throws Error (protocol) like parse_report().
std::string cluster_document(std::string_view printed);

// What it says. Takes what is sure, and remarks on the rest; other lines around a JSON document are passed over. Leaves
// ClusterStatus::healthy empty. Throws Error (protocol), with the beginning of `text`, if it is no such report, ends in
// the middle or names no member.
ClusterStatus parse_report(Report report, std::string_view text);

// The same of a command that has been run. Exit code 0 is `healthy`, any other is not, and a report is a report with
// either. Throws Error for want of one:
// - unreachable: the local agent does not run
// - refused: we are not in the group `efm`
// - configuration: sudo would not run the command
// - protocol: none of these; with the beginning of what was printed
// - try_later, cancelled, system: the command did not end by itself
ClusterStatus read_report(Report report, const CommandResult& result);

}  // namespace efm
