#include "overview.hpp"

#include <unistd.h>

#include <memory>
#include <optional>

#include "efm/error.hpp"
#include "efm/printable.hpp"
#include "efm/settings.hpp"
#include "efm/survey.hpp"
#include "metrics.hpp"
#include "status_rows.hpp"

namespace sqlext {
namespace {

using efm::ClusterRow;
using efm::ClusterView;
using efm::Finding;
using efm::Survey;

constexpr std::size_t columns = 13;
constexpr std::size_t agrees_column = 11;

efm::Settings settings_of(const OverviewFiles& files)
{
    const bool is_there = ::access(files.settings.c_str(), F_OK) == 0;
    efm::Settings settings = is_there ? efm::make_settings(efm::read_settings_file(files.settings)) : efm::Settings{};
    if (settings.efm_properties.empty()) settings.efm_properties = files.properties;
    return settings;
}

std::string seat_text(const efm::Seat& seat)
{
    if (!seat.node) return R"({"backend": ")" + std::string(to_string(seat.seating)) + "\"}";
    return "{\"node_id\": " + std::to_string(seat.node->id) + ", \"status\": \"" +
           std::string(to_string(seat.node->status)) + "\", \"role\": \"" + std::string(to_string(seat.node->role)) +
           "\"}";
}

std::string backends(const Survey& survey, const ClusterRow& row)
{
    std::string text;
    for (std::size_t i = 0; i < row.seats.size(); ++i) {
        text += (i > 0 ? ", \"" : "\"") + json_escaped(survey.pools.at(i).name) + "\": " + seat_text(row.seats[i]);
    }
    return "{" + text + "}";
}

template <typename Number>
Value number(const std::optional<Number>& value)
{
    if (!value) return std::nullopt;
    return std::to_string(*value);
}

void add_server(Row& to, const std::optional<efm::ServerFacts>& server)
{
    to.push_back(server ? Value(std::string(to_string(server->contact))) : std::nullopt);
    to.push_back(server && server->in_recovery ? boolean(*server->in_recovery) : std::nullopt);
}

Row row_of(const Survey& survey, const ClusterRow& row)
{
    const auto words = row.member ? std::optional(words_of(*row.member)) : std::nullopt;
    Row result{efm::one_line(row.address.host), number(row.address.port), std::string(to_string(row.role)),
               words ? Value(words->type) : std::nullopt, words ? Value(words->database) : std::nullopt};
    add_server(result, row.server);
    result.push_back(number(row.timeline));
    result.push_back(row.lsn ? Value(to_string(*row.lsn)) : std::nullopt);
    result.push_back(number(row.lag));
    result.push_back(backends(survey, row));
    result.push_back(boolean(true));
    result.resize(columns);
    return result;
}

// The gravest first. A remark is no disagreement.
void add_finding(Row& to, const Finding& finding)
{
    if (finding.severity != efm::Severity::remark) to[agrees_column] = boolean(false);
    Value& sentence = to.back();
    sentence = sentence ? *sentence + "; " + finding.sentence : finding.sentence;
}

}  // namespace

Overview take_overview(const BackendStatus& status, const OverviewFiles& files, const pcp::Patience& patience)
{
    const efm::Settings settings = settings_of(files);
    efm::BoostCommandRunner runner;
    efm::SurveySetup setup = survey_setup(settings, patience, runner);
    setup.manager = [&](const pcp::Patience&) {
        if (const auto& failure = status.snapshot().failure) {
            throw efm::Error(efm::Error::Kind::unreachable, failure->message);
        }
        return status.status();
    };
    const auto probe =
        efm::make_server_probe({settings.server_user, settings.server_database, settings.server_passfile});
    Overview overview{take_survey(setup, *probe), setup.pools.size()};
    overview.view = join(overview.survey);
    return overview;
}

Table overview_rows(const Overview& overview)
{
    Table rows;
    for (const ClusterRow& row : overview.view.rows) rows.push_back(row_of(overview.survey, row));
    for (const Finding& finding : overview.view.findings) {
        if (!finding.row) {
            Row row(columns);
            row[agrees_column] = boolean(true);
            rows.push_back(std::move(row));
        }
        add_finding(finding.row ? rows.at(*finding.row) : rows.back(), finding);
    }
    return rows;
}

}  // namespace sqlext
