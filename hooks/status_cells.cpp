#include "status_cells.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

namespace hooks {
namespace {

using efm::AgentType;
using efm::ClusterRole;
using efm::ClusterRow;
using efm::Contact;
using efm::Seat;
using efm::Seating;

constexpr const char* unknown = "?";
constexpr const char* none = "-";

std::string printed(const char* format, double number)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, number);
    return text.data();
}

std::string address_cell(const ClusterRow& row)
{
    return row.address.port ? efm::endpoint(row.address.host, *row.address.port) : row.address.host;
}

std::string manager_cell(const efm::Survey& survey, const ClusterRow& row)
{
    if (!survey.manager->value) return unknown;
    if (!row.member) return "not listed";
    std::string text(to_string(row.member->type));
    const auto& database = row.member->database;
    if (row.member->type == AgentType::unknown) text = row.member->type_word;
    if (database == efm::Liveness::down) text += ", db down";
    if (database == efm::Liveness::unknown && row.member->type != AgentType::idle) text += ", db ?";
    return text.empty() ? unknown : text;
}

std::string word_of(const Seat& seat, bool with_id)
{
    if (seat.node) {
        const std::string id = with_id ? std::to_string(seat.node->id) + ' ' : "";
        return id + std::string(to_string(seat.node->status)) + ' ' + std::string(to_string(seat.node->role));
    }
    switch (seat.seating) {
        case Seating::none:
            return none;
        case Seating::unpooled:
            return "unpooled";
        case Seating::ambiguous:
            return "ambiguous";
        case Seating::pool_unseen:
        case Seating::unresolved:
        case Seating::backend:
            return unknown;
    }
    return unknown;
}

std::string pool_cell(const ClusterRow& row)
{
    std::set<std::string> words;
    std::set<std::string> full_words;
    for (const Seat& seat : row.seats) {
        if (seat.seating == Seating::pool_unseen) continue;
        words.insert(word_of(seat, false));
        full_words.insert(word_of(seat, true));
    }
    if (words.empty()) return unknown;
    if (words.size() > 1) return "pools differ";
    return full_words.size() == 1 ? *full_words.begin() : *words.begin();
}

std::string server_cell(const ClusterRow& row)
{
    if (row.role == ClusterRole::witness) return none;
    if (!row.server) return unknown;
    if (!row.answers())
        return row.server->contact == Contact::unknown ? unknown : std::string(to_string(row.server->contact));
    if (!row.server->in_recovery) return "answers";
    if (!*row.server->in_recovery) return "primary";
    return row.server->receives == false ? "standby, no WAL" : "standby";
}

// What a witness does not have, and what is not known of others.
template <typename Value, typename Show>
std::string cell(const ClusterRow& row, const std::optional<Value>& value, const Show& show)
{
    if (row.role == ClusterRole::witness) return none;
    return value ? show(*value) : unknown;
}

template <typename Value, typename Show>
std::string lag_cell(const ClusterRow& row, const std::optional<Value>& value, const Show& show)
{
    return row.role == ClusterRole::primary ? none : cell(row, value, show);
}

std::string weight_cell(const ClusterRow& row)
{
    const bool is_backend = std::ranges::any_of(row.seats, [](const Seat& seat) {
        return seat.node.has_value() || seat.seating == Seating::pool_unseen || seat.seating == Seating::unresolved;
    });
    if (!is_backend) return none;
    std::set<double> weights;
    for (const Seat& seat : row.seats) {
        if (seat.node && seat.node->weight) weights.insert(*seat.node->weight);
    }
    if (weights.size() > 1) return "differ";
    return row.weight ? printed("%.2f", *row.weight) : unknown;
}

std::string priority_cell(const efm::Survey& survey, const ClusterRow& row)
{
    if (!survey.manager->value || !survey.manager->value->failover_priority) return unknown;
    return row.failover_priority ? std::to_string(*row.failover_priority) : none;
}

std::string notes_cell(const ClusterRow& row)
{
    std::string text = row.coordinator == true ? "coordinator" : "";
    if (row.vip == true) text += text.empty() ? "VIP" : ", VIP";
    return text;
}

}  // namespace

std::vector<std::string> headings(const efm::Survey& survey)
{
    std::vector<std::string> names{"address", "pool", "server", "TL", "LSN", "lag", "age", "weight"};
    if (!survey.manager) return names;
    names.insert(names.begin() + 1, "EFM");
    names.insert(names.end(), {"prio", ""});
    return names;
}

std::vector<std::string> cells(const efm::Survey& survey, const ClusterRow& row)
{
    std::vector<std::string> line{
        address_cell(row),
        pool_cell(row),
        server_cell(row),
        cell(row, row.timeline, [](std::uint32_t timeline) { return std::to_string(timeline); }),
        cell(row, row.lsn, [](efm::Lsn lsn) { return to_string(lsn); }),
        lag_cell(row, row.lag, shown_bytes),
        lag_cell(row, row.replay_age, shown_span),
        weight_cell(row),
    };
    if (!survey.manager) return line;
    line.insert(line.begin() + 1, manager_cell(survey, row));
    line.push_back(priority_cell(survey, row));
    line.push_back(notes_cell(row));
    return line;
}

std::string shown_bytes(std::uint64_t bytes)
{
    constexpr std::array<const char*, 5> units{"kB", "MB", "GB", "TB", "PB"};
    if (bytes < 1024) return std::to_string(bytes) + " B";
    double amount = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; amount >= 1024 && unit + 1 < units.size(); ++unit) amount /= 1024;
    return printed("%.1f ", amount) + units.at(unit);
}

std::string shown_span(std::chrono::milliseconds span)
{
    const auto count = static_cast<double>(span.count());
    if (count < 1'000) return printed("%.0f ms", count);
    if (count < 60'000) return printed("%.1f s", count / 1'000);
    if (count < 3'600'000) return printed("%.1f min", count / 60'000);
    return printed("%.1f h", count / 3'600'000);
}

}  // namespace hooks
