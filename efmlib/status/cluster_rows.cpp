#include "cluster_rows.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace efm {
namespace {

constexpr Seat nowhere{Seating::none, std::nullopt};

Seat seat_of(const Address& member, const PoolReport& pool, const Addressing& by)
{
    const std::vector<Backend> backends = pool.all();
    const Match match = match_member(backends, member, by.map, by.resolved, by.db_port);
    if (match.ids.size() > 1) return {Seating::ambiguous, std::nullopt};
    if (match.ids.size() == 1) {
        const auto node = std::ranges::find(pool.backends.nodes, match.ids.front(), &pcp::NodeInfo::id);
        return {Seating::backend, *node};
    }
    if (is_unpooled(member, by.unpooled, by.resolved)) return {Seating::unpooled, std::nullopt};
    return {match.unresolved.empty() ? Seating::none : Seating::unresolved, std::nullopt};
}

class Rows {
public:
    explicit Rows(const Survey& survey) : survey_(survey)
    {
        if (const ClusterStatus* status = manager()) {
            for (const Member& member : status->members) add(member);
        }
        for (std::size_t pool = 0; pool < survey_.pools.size(); ++pool) add_backends(pool);
        for (ClusterRow& row : rows_) complete(row);
    }

    std::vector<ClusterRow> take() { return std::move(rows_); }

private:
    const ClusterStatus* manager() const
    {
        return survey_.manager && survey_.manager->value ? &*survey_.manager->value : nullptr;
    }

    const PoolReport* report(std::size_t pool) const
    {
        const auto& value = survey_.pools[pool].view.value;
        return value ? &*value : nullptr;
    }

    void add(const Member& member)
    {
        ClusterRow row;
        row.address.host = member.address;
        row.member = member;
        for (std::size_t pool = 0; pool < survey_.pools.size(); ++pool) {
            const PoolReport* seen = report(pool);
            row.seats.push_back(seen ? seat_of(row.address, *seen, survey_.addressing) : Seat{});
        }
        rows_.push_back(std::move(row));
    }

    void add_backends(std::size_t pool)
    {
        const PoolReport* seen = report(pool);
        if (!seen) return;
        for (const pcp::NodeInfo& node : seen->backends.nodes) {
            if (node.host.empty() || has(pool, node.id)) continue;
            ClusterRow& row = row_for(node, pool);
            Seat& seat = row.seats[pool];
            seat.node = node;  // another pool may tell what is ambiguous here, but not to the hooks
            if (seat.seating != Seating::ambiguous) seat.seating = Seating::backend;
        }
    }

    bool has(std::size_t pool, int id) const
    {
        return std::ranges::any_of(rows_, [&](const ClusterRow& row) {
            const auto& node = row.seats[pool].node;
            return node && node->id == id;
        });
    }

    bool is_same(const pcp::NodeInfo& one, const pcp::NodeInfo& other) const
    {
        return one.port == other.port && is_same_host(one.host, other.host, survey_.addressing.resolved);
    }

    // The row that another pool has for the same server, or a new one.
    ClusterRow& row_for(const pcp::NodeInfo& node, std::size_t pool)
    {
        const auto known = std::ranges::find_if(rows_, [&](const ClusterRow& row) {
            return !row.seats[pool].node && std::ranges::any_of(row.seats, [&](const Seat& seat) {
                return seat.node && is_same(*seat.node, node);
            });
        });
        if (known != rows_.end()) return *known;
        ClusterRow row;
        row.address = {node.host, node.port};
        for (std::size_t i = 0; i < survey_.pools.size(); ++i) row.seats.push_back(report(i) ? nowhere : Seat{});
        rows_.push_back(std::move(row));
        return rows_.back();
    }

    void complete(ClusterRow& row) const
    {
        add_server(row);
        add_manager(row);
        row.role = role_of(row);
        row.weight = weight_of(row);
        if (!row.server) return;
        row.timeline = row.server->timeline;
        row.lsn = row.role == ClusterRole::primary ? row.server->position : row.server->replayed;
    }

    void add_server(ClusterRow& row) const
    {
        std::string host = row.address.host;
        const auto seat = std::ranges::find_if(row.seats, [](const Seat& s) { return s.node.has_value(); });
        if (seat != row.seats.end()) {
            host = seat->node->host;
            row.address.port = seat->node->port;
        } else if (row.member && row.member->type != AgentType::witness) {
            row.address.port = survey_.addressing.db_port;
        }
        if (!row.address.port) return;
        const SurveyedServer* server = survey_.server(host, *row.address.port);
        if (server) row.server = server->view.value;
    }

    void add_manager(ClusterRow& row) const
    {
        const ClusterStatus* status = manager();
        if (!status || !row.member) return;
        const std::string& own = row.member->address;
        if (status->coordinator) row.coordinator = is_same_host(*status->coordinator, own, {});
        row.vip = row.member->vip_active;
        if (!status->failover_priority) return;
        const auto& list = *status->failover_priority;
        const auto place =
            std::ranges::find_if(list, [&](const std::string& one) { return is_same_host(one, own, {}); });
        if (place != list.end()) row.failover_priority = static_cast<int>(place - list.begin()) + 1;
    }

    static ClusterRole role_of(const ClusterRow& row)
    {
        if (row.server && row.server->in_recovery) {
            return *row.server->in_recovery ? ClusterRole::standby : ClusterRole::primary;
        }
        const AgentType type = row.member ? row.member->type : AgentType::unknown;
        if (type == AgentType::witness) return ClusterRole::witness;
        if (row.is_dead()) return ClusterRole::unknown;
        if (type == AgentType::primary) return ClusterRole::primary;
        if (type == AgentType::standby || type == AgentType::promoting) return ClusterRole::standby;
        return role_in_pools(row);
    }

    static ClusterRole role_in_pools(const ClusterRow& row)
    {
        std::optional<ClusterRole> role;
        for (const Seat& seat : row.seats) {
            if (!seat.is_attached()) continue;
            const ClusterRole here = seat.is_primary() ? ClusterRole::primary : ClusterRole::standby;
            if (role && *role != here) return ClusterRole::unknown;
            role = here;
        }
        return role.value_or(ClusterRole::unknown);
    }

    static std::optional<double> weight_of(const ClusterRow& row)
    {
        std::optional<double> weight;
        for (const Seat& seat : row.seats) {
            if (!seat.node || !seat.node->weight) continue;
            if (weight && *weight != *seat.node->weight) return std::nullopt;
            weight = seat.node->weight;
        }
        return weight;
    }

    const Survey& survey_;
    std::vector<ClusterRow> rows_;
};

// Positions are compared as one party gave them: the servers', else the manager's.
struct Positions {
    std::optional<Lsn> primary;
    std::optional<Lsn> own;
};

Positions positions_of(const ClusterRow& primary, const ClusterRow& row)
{
    if (primary.server && primary.server->position && row.server && row.server->replayed) {
        return {primary.server->position, row.server->replayed};
    }
    if (!primary.member || !row.member) return {};
    return {primary.member->replayed, row.member->replayed};
}

}  // namespace

std::string name_of(const ClusterRow& row)
{
    return row.address.port ? endpoint(row.address.host, *row.address.port) : row.address.host;
}

bool ClusterRow::is_dead() const
{
    return server && (server->contact == Contact::refused || server->contact == Contact::silent ||
                      server->contact == Contact::not_ready);
}

std::vector<ClusterRow> rows_of(const Survey& survey)
{
    return Rows(survey).take();
}

std::optional<std::size_t> primary_of(const std::vector<ClusterRow>& rows)
{
    std::optional<std::size_t> best;
    const auto rank = [&](std::size_t i) {
        const ClusterRow& row = rows[i];
        const bool own_word = row.server && row.server->in_recovery == false;
        const bool managers = row.member && row.member->type == AgentType::primary;
        return std::tuple{own_word, own_word ? row.timeline.value_or(0) : 0U, managers};
    };
    bool alone = true;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].role != ClusterRole::primary) continue;
        if (best && rank(i) < rank(*best)) continue;
        alone = !best || rank(i) != rank(*best);
        if (alone) best = i;
    }
    const bool own_word = best && std::get<0>(rank(*best));
    return alone || own_word ? best : std::nullopt;
}

void add_lag(std::vector<ClusterRow>& rows, std::optional<std::size_t> primary)
{
    for (ClusterRow& row : rows) {
        if (!row.lsn && row.member) row.lsn = row.member->replayed;
        if (!primary || row.role != ClusterRole::standby) continue;
        const Positions at = positions_of(rows[*primary], row);
        if (!at.primary || !at.own) continue;
        row.lag = at.primary->value - std::min(at.primary->value, at.own->value);
        if (*row.lag == 0) {
            row.replay_age = std::chrono::milliseconds::zero();
        } else if (row.server) {
            row.replay_age = row.server->replay_age;
        }
    }
}

}  // namespace efm
