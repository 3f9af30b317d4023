#include "efm/cluster_metrics.hpp"
#include "efm/report.hpp"
#include "efm/zabbix_template.hpp"
#include "journal_facts.hpp"
#include "verbs.hpp"
#include "version.hpp"
#include "whole_file.hpp"

namespace hooks {
namespace {

std::string survey_as_text(const Call& call)
{
    const JournalReading journal = read_journal_facts(call, false);
    efm::BoostCommandRunner runner;
    const auto probe = call.make_probe();
    const efm::Survey survey = take_survey(survey_setup(call.settings(), call.patience(), runner), *probe);
    const auto samples =
        metrics_of(survey, join(survey), journal.facts, {efm::cluster_label(call.settings().efm_cluster), version});
    return efm::exposition(samples);
}

}  // namespace

// That something is wrong is in the metrics; it is no failure to have said so.
int metrics(Call& call)
{
    call.expect_operands(1, 1);
    if (call.has("json")) throw efm::Error(efm::Error::Kind::usage, "metrics are not JSON: try `status --json`");
    if (call.has("zabbix-template")) return call.print(efm::zabbix_template(), {}, exit_done);
    const std::string text = survey_as_text(call);
    const auto file = call.option("textfile");
    if (!file) return call.print(text, {}, exit_done);
    replace_file(*file, text);
    return call.say("wrote the metrics to " + *file, exit_done);
}

}  // namespace hooks
