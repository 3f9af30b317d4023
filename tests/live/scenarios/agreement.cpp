#include "agreement.hpp"

#include <algorithm>
#include <chrono>

#include "in_namespace.hpp"

namespace scenarios {
namespace {

constexpr std::chrono::milliseconds answer_limit{1'500};

constexpr const char* recovering = "SELECT pg_is_in_recovery()";
constexpr const char* primary_timeline =
    "SELECT ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int";
constexpr const char* standby_timeline =
    "SELECT coalesce((SELECT received_tli FROM pg_stat_wal_receiver WHERE status = 'streaming'), 0)";

struct Standing {
    std::string role = "away";
    std::string timeline;
};

// As the clients' host reaches it.
Standing standing_of(const support::PostgresServer& server)
{
    const auto ask = [&](const char* sql) {
        return support::ask_in_time(server.login(), sql, answer_limit);
    };
    const auto standby = ask(recovering);
    if (!standby) return {};
    const bool is_standby = *standby == "t";
    const auto timeline = ask(is_standby ? standby_timeline : primary_timeline);
    if (!timeline) return {};
    return {is_standby ? "standby" : "primary", *timeline};
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
    const support::InNamespace there(house.client_namespace());
    const auto types = house.efm().types(house.asked());
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
