// The text form of cluster-status (spec/efm.md 2.1): tabs, fixed widths, trailing blanks and all.
#include <algorithm>

#include "report.hpp"

namespace standin {
namespace {

constexpr std::size_t type_width = 12;
constexpr std::size_t address_width = 21;
constexpr std::size_t db_width = 9;
constexpr std::size_t agent_width = 7;
constexpr std::size_t lsn_width = 19;
constexpr std::size_t gap = 3;  // behind the longest address, where the column widens
constexpr std::size_t status_rule = 64;
constexpr std::size_t promote_rule = 75;
constexpr std::size_t idle_rule = 63;

std::string column(std::string text, std::size_t width)
{
    if (text.size() < width) text.resize(width, ' ');
    return text;
}

std::string list(const std::vector<std::string>& addresses)
{
    std::string line;
    for (const std::string& address : addresses) line += (line.empty() ? "" : " ") + address;
    return "\t" + line + "\n";
}

class Layout {
public:
    explicit Layout(const ClusterReport& report) : report_(report)
    {
        if (!report.generation.widens_columns()) return;
        for (const NodeReport& node : report.nodes) width_ = std::max(width_, node.address.size() + gap);
    }

    std::string text() const
    {
        std::string priority = list(report_.priority);
        if (report_.priority.empty()) priority = "\t(List is empty.)\n";
        return "Cluster Status: " + report_.cluster + "\n\n" + members() + "\nAllowed node host list:\n" +
               list(report_.allowed) + "\nMembership coordinator: " + report_.coordinator +
               "\n\nStandby priority host list:\n" + priority + "\nPromote Status:\n\n" + databases() + "\n\t" +
               closing_sentence(report_) + "\n" + idle_nodes();
    }

private:
    std::string rule(std::size_t length) const
    {
        return "\t" + std::string(length + width_ - address_width, '-') + "\n";
    }

    std::string members() const
    {
        const bool agents = report_.generation.shows_agent_column();
        const auto row = [&](const char* type, const std::string& address, const char* agent, const std::string& db,
                             const std::string& vip) {
            return "\t" + column(type, type_width) + column(address, width_) +
                   (agents ? column(agent, agent_width) : "") + column(db, db_width) + vip + "\n";
        };
        std::string text =
            row("Agent Type", "Address", "Agent", "DB", "VIP") + rule(status_rule + (agents ? agent_width : 0));
        for (const NodeReport& node : report_.nodes) {
            const char* agent = node.type == "DOWN" ? "DOWN" : "UP";
            text += row(node.type.c_str(), node.address, agent, node.db, node.vip + (node.vip_active ? "*" : ""));
        }
        return text;
    }

    std::string wal_columns(const std::string& address, const std::string& received, const std::string& replayed,
                            const std::string& info) const
    {
        return column(address, width_) + column(received, lsn_width) + column(replayed, lsn_width) + info + "\n";
    }

    std::string databases() const
    {
        std::string text = "\t" + column("DB Type", type_width) +
                           wal_columns("Address", "WAL Received LSN", "WAL Replayed LSN", "Info") + rule(promote_rule);
        for (const NodeReport& node : report_.nodes) {
            if (!node.wal || node.type == "Idle") continue;
            text += "\t" + column(node.wal->kind, type_width) +
                    wal_columns(node.address, node.wal->received, node.wal->replayed, node.wal->info);
        }
        return text;
    }

    std::string idle_nodes() const
    {
        std::string rows;
        for (const NodeReport& node : report_.nodes) {
            if (!node.wal || node.type != "Idle") continue;
            rows += "\t" + wal_columns(node.address, node.wal->received, node.wal->replayed, node.wal->info);
        }
        if (rows.empty()) return "";
        return "\nIdle Node Status (idle nodes ignored in WAL LSN comparisons):\n\n\t" +
               wal_columns("Address", "WAL Received LSN", "WAL Replayed LSN", "Info") + rule(idle_rule) + rows;
    }

    const ClusterReport& report_;
    std::size_t width_ = address_width;
};

}  // namespace

std::string as_text(const ClusterReport& report)
{
    return Layout(report).text();
}

}  // namespace standin
