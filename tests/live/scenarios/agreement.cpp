#include "agreement.hpp"

#include <algorithm>
#include <stdexcept>

namespace scenarios {
namespace {

struct Standing {
    std::string role = "away";
    std::string timeline;
};

Standing standing_of(const support::PostgresServer& server)
{
    if (!support::is_accepting(server.login())) return {};
    try {
        const bool standby = server.in_recovery();
        const std::string timeline =
            standby ? server.sql("SELECT received_tli FROM pg_stat_wal_receiver WHERE status = 'streaming'")
                    : server.sql("SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int");
        return {standby ? "standby" : "primary", timeline};
    } catch (const std::runtime_error&) {
        return {};
    }
}

std::size_t first_running_agent(House& house)
{
    std::size_t asked = 0;
    while (asked + 1 < house.efm().size() && !house.efm().agent_runs(asked)) ++asked;
    return asked;
}

// A member that EFM has lost from sight serves on, if it does what it did: its agent alone is gone.
bool is_agreed(const Opinion& opinion, bool has_primary)
{
    if (opinion.efm == "Primary") return opinion.pool == "primary" && opinion.server == "primary";
    if (opinion.efm == "Standby") return opinion.pool == "standby" && opinion.server == "standby";
    const bool unseen = opinion.efm.empty() || opinion.efm == "DOWN";
    const bool serves = opinion.server == "standby" || (opinion.server == "primary" && !has_primary);
    return opinion.pool == (unseen && serves ? opinion.server : "down");
}

}  // namespace

std::vector<std::string> disagreements(const std::vector<Opinion>& opinions)
{
    const auto said = [](const std::string& word) {
        return word.empty() ? std::string("nothing") : word;
    };
    const bool has_primary = std::ranges::count(opinions, "Primary", &Opinion::efm) > 0;
    std::vector<std::string> sentences;
    for (const Opinion& opinion : opinions) {
        if (is_agreed(opinion, has_primary)) continue;
        sentences.push_back(opinion.address + ": EFM says " + said(opinion.efm) + ", Pgpool " + said(opinion.pool) +
                            ", the server " + opinion.server);
    }
    return sentences;
}

std::vector<Opinion> opinions(House& house)
{
    const auto types = house.efm().types(first_running_agent(house));
    PoolState pool = house.pool_state();
    pool.resize(house.size());
    std::vector<Standing> standings;
    std::string timeline;
    for (std::size_t i = 0; i < house.size(); ++i) {
        standings.push_back(standing_of(house.server(i)));
        const bool leads = types[i] == "Primary" || (standings[i].role == "primary" && timeline.empty());
        if (leads) timeline = standings[i].timeline;
    }
    std::vector<Opinion> all;
    for (std::size_t i = 0; i < house.size(); ++i) {
        const bool stray = standings[i].role == "standby" && standings[i].timeline != timeline;
        all.push_back({house.server(i).address(), types[i], pool[i], stray ? "stray" : standings[i].role});
    }
    return all;
}

}  // namespace scenarios
