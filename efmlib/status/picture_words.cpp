#include "picture_words.hpp"

#include <algorithm>
#include <cstdio>

namespace efm {
namespace {

std::string bytes_text(std::uint64_t bytes)
{
    const double amount = static_cast<double>(bytes);
    char text[32];
    if (bytes < 1'024) return std::to_string(bytes) + " B";
    if (bytes < 1'048'576)
        std::snprintf(text, sizeof text, "%.1f kB", amount / 1'024);
    else
        std::snprintf(text, sizeof text, "%.1f MB", amount / 1'048'576);
    return text;
}

void append(std::string& text, const std::string& words)
{
    if (!words.empty()) text += (text.empty() ? "" : " \xC2\xB7 ") + words;
}

}  // namespace

std::string word_of_server(const ClusterRow& row, bool roomy)
{
    if (!row.server) return row.role == ClusterRole::witness ? "no database" : "not asked";
    if (!row.answers()) return std::string(to_string(row.server->contact));
    std::string text;
    if (row.timeline) append(text, (roomy ? "timeline " : "TL ") + std::to_string(*row.timeline));
    if (row.role != ClusterRole::primary && row.lag) append(text, "lag " + bytes_text(*row.lag));
    if (row.server->receives == false) append(text, "no WAL");
    return text.empty() ? "answers" : text;
}

std::string word_of_manager(const Survey& survey, const ClusterRow& row, bool roomy)
{
    if (!survey.manager) return "";
    if (!survey.manager->value) return "EFM: ?";
    if (!row.member) return "EFM: not listed";
    std::string text = "EFM: " + std::string(to_string(row.member->type));
    if (row.member->database == Liveness::down) append(text, "db down");
    if (row.failover_priority) append(text, (roomy ? "priority " : "prio ") + std::to_string(*row.failover_priority));
    if (row.vip == true) append(text, "VIP");
    return text;
}

Role role_of(const ClusterRow& row)
{
    if (row.is_dead()) return {"dead", "DOWN"};
    switch (row.role) {
        case ClusterRole::primary:
            return {"first", "PRIMARY"};
        case ClusterRole::standby:
            return {"standby", "STANDBY"};
        case ClusterRole::witness:
            return {"witness", "WITNESS"};
        case ClusterRole::unknown:
            break;
    }
    return {"witness", "UNKNOWN"};
}

std::vector<Viewer> viewers_of(const Survey& survey, const ClusterView& view)
{
    std::vector<Viewer> viewers;
    for (std::size_t i = 0; i < survey.pools.size(); ++i) {
        const SurveyedPool& pool = survey.pools[i];
        if (!pool.view.value) {
            viewers.push_back({"PGPOOL", pool.name, "not seen", false, i});
            continue;
        }
        const auto attached =
            std::ranges::count_if(view.rows, [&](const ClusterRow& row) { return row.seats[i].is_attached(); });
        const std::string all = std::to_string(pool.view.value->backends.nodes.size());
        viewers.push_back({"PGPOOL", pool.name, std::to_string(attached) + " of " + all + " in", true, i});
    }
    if (!survey.manager) return viewers;
    const auto& status = survey.manager->value;
    const std::string name = status && status->cluster ? *status->cluster : "manager";
    viewers.push_back({"EFM", name,
                       !status                    ? "not seen"
                       : status->healthy == false ? "unhealthy"
                                                  : "answers",
                       status.has_value(), std::nullopt});
    return viewers;
}

}  // namespace efm
