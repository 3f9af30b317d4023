#include "zabbix_parts.hpp"

namespace efm::zabbix {
namespace {

constexpr Step to_number{"BOOL_TO_DECIMAL"};
constexpr Step if_number{"MATCHES_REGEX", "^-?[0-9]", "DISCARD_VALUE"};  // null: not known now
constexpr Step if_word{"MATCHES_REGEX", "^[a-z]", "DISCARD_VALUE"};
constexpr Step milliseconds{"MULTIPLIER", "0.001"};

constexpr Item all_items[] = {
    {"efm.verdict", "Verdict", "All of it in a line.", "CHAR", "", "", {{"JSONPATH", "$.sentence"}}},
    {"efm.agrees",
     "Agreement",
     "Whether all that is configured was seen, and agrees.",
     "UNSIGNED",
     "",
     "Agreement",
     {{"JSONPATH", "$.ok"}, to_number}},
    {"efm.disagreements",
     "Disagreements",
     "Views that contradict each other; `pgpool_backend status` names them.",
     "UNSIGNED",
     "",
     "",
     {{"JSONPATH", "$.counts.disagreement"}}},
    {"efm.unseen",
     "Parts not seen",
     "What is configured and could not be asked.",
     "UNSIGNED",
     "",
     "",
     {{"JSONPATH", "$.counts.unseen"}}},
    {"efm.first_finding",
     "First finding",
     "The gravest of what does not agree, in a sentence.",
     "CHAR",
     "",
     "",
     {{"JSONPATH", "$.findings[0].sentence", "CUSTOM_VALUE", "none"}}},
    {"efm.primary",
     "Primary",
     "The server that is the primary, by the best word there is.",
     "CHAR",
     "",
     "",
     {{"JAVASCRIPT",
       "var found = JSON.parse(value).rows.filter(function (row) { return row.is_primary === true; });\n"
       "return found.length === 1 ? found[0].node : 'unknown';"}}},
    {"efm.writable",
     "Writable servers",
     "Servers out of recovery by their own word. Needs server.user in hooks.conf.",
     "UNSIGNED",
     "",
     "",
     {{"JAVASCRIPT",
       "return JSON.parse(value).rows.filter(function (row) {\n"
       "    return row.server !== null && row.server.in_recovery === false;\n"
       "}).length;"}}},
    {"efm.manager",
     "EFM",
     "Whether an agent of EFM gives a status.",
     "UNSIGNED",
     "",
     "Answer",
     {{"JAVASCRIPT",
       "var manager = JSON.parse(value).manager;\n"
       "return manager === null ? 2 : manager.seen ? 1 : 0;"}}},
    {"efm.survey.duration",
     "Time to ask everybody",
     "How long the survey took.",
     "FLOAT",
     "s",
     "",
     {{"JSONPATH", "$.took_ms"}, milliseconds}},
};

constexpr Trigger all_triggers[] = {
    {master_key, "nodata(ITEM,{$EFM.STALE})=1", "Nobody tells how EFM and Pgpool are",
     "The agent, or its UserParameter, gives nothing: what is shown is old.", "HIGH"},
    {"efm.disagreements", "min(ITEM,{$EFM.PATIENCE})>0", "EFM, pools and servers do not agree",
     "`pgpool_backend status` has a sentence and a remedy for each disagreement.", "AVERAGE"},
    {"efm.unseen", "min(ITEM,{$EFM.PATIENCE})>0", "A part of the cluster cannot be seen",
     "EFM, a pool or a server could not be asked; `pgpool_backend status` says why.", "WARNING"},
    {"efm.primary", "last(ITEM)=\"unknown\" and last(ITEM,#2)=\"unknown\"", "Nobody knows a primary",
     "Neither the servers, nor EFM, nor the pools name one.", "DISASTER"},
    {"efm.writable", "min(ITEM,#2)>1", "Two servers are writable", "Fence the one on the older timeline.", "DISASTER"},
    {"efm.manager", "max(ITEM,{$EFM.PATIENCE})=0", "EFM does not answer", "Nobody would fail over.", "HIGH"},
};

#define OF_NODE(field) "$.rows[?(@.node=='{#NODE}')]." field ".first()"

constexpr Item node_items[] = {
    {"efm.node.agrees[\"{#NODE}\"]",
     "{#NODE}: agreement",
     "Whether no view of it contradicts another.",
     "UNSIGNED",
     "",
     "Agreement",
     {{"JSONPATH", OF_NODE("agrees")}, to_number}},
    {"efm.node.role[\"{#NODE}\"]",
     "{#NODE}: role",
     "primary, standby, witness, unknown.",
     "CHAR",
     "",
     "",
     {{"JSONPATH", OF_NODE("role")}}},
    {"efm.node.contact[\"{#NODE}\"]",
     "{#NODE}: contact",
     "What came of reaching for the server.",
     "CHAR",
     "",
     "",
     {{"JSONPATH", OF_NODE("server.contact"), "DISCARD_VALUE"}, if_word}},
    {"efm.node.lag[\"{#NODE}\"]",
     "{#NODE}: behind the primary",
     "WAL that it has not replayed.",
     "UNSIGNED",
     "B",
     "",
     {{"JSONPATH", OF_NODE("lag_bytes"), "DISCARD_VALUE"}, if_number}},
    {"efm.node.age[\"{#NODE}\"]",
     "{#NODE}: age of what it shows",
     "0 if nothing waits to be replayed.",
     "FLOAT",
     "s",
     "",
     {{"JSONPATH", OF_NODE("replay_age_ms"), "DISCARD_VALUE"}, if_number, milliseconds}},
    {"efm.node.timeline[\"{#NODE}\"]",
     "{#NODE}: timeline",
     "A step is a promotion.",
     "UNSIGNED",
     "",
     "",
     {{"JSONPATH", OF_NODE("timeline"), "DISCARD_VALUE"}, if_number}},
};

constexpr Trigger node_triggers[] = {
    {"efm.node.agrees[\"{#NODE}\"]", "max(ITEM,{$EFM.PATIENCE})=0", "{#NODE}: views differ",
     "`pgpool_backend status` says which, and what to do.", "AVERAGE"},
    {"efm.node.contact[\"{#NODE}\"]", "last(ITEM)<>\"answers\" and last(ITEM,#2)<>\"answers\"",
     "{#NODE}: takes no connections", "The server was reached for twice.", "HIGH"},
    {"efm.node.lag[\"{#NODE}\"]", "min(ITEM,5m)>{$EFM.LAG.MAX}", "{#NODE}: too far behind the primary",
     "A failover to it would lose or wait for as much.", "WARNING"},
    {"efm.node.age[\"{#NODE}\"]", "min(ITEM,5m)>{$EFM.AGE.MAX}", "{#NODE}: shows old data",
     "Replay is paused, blocked by a query, or starved.", "WARNING"},
};

#define OF_POOL(field) "$.pools[?(@.pool=='{#POOL}')]." field ".first()"

constexpr Item pool_items[] = {
    {"efm.pool.answers[\"{#POOL}\"]",
     "Pool {#POOL}",
     "Whether it answers over PCP.",
     "UNSIGNED",
     "",
     "Answer",
     {{"JSONPATH", OF_POOL("seen")}, to_number}},
    {"efm.pool.quorum[\"{#POOL}\"]",
     "Pool {#POOL}: watchdog's quorum",
     "exists, on edge, absent, no leader.",
     "CHAR",
     "",
     "",
     {{"JSONPATH", OF_POOL("watchdog.quorum"), "DISCARD_VALUE"}, if_word}},
    {"efm.pool.duration[\"{#POOL}\"]",
     "Pool {#POOL}: time to ask",
     "How long its answer took.",
     "FLOAT",
     "s",
     "",
     {{"JSONPATH", OF_POOL("took_ms")}, milliseconds}},
};

constexpr Trigger pool_triggers[] = {
    {"efm.pool.answers[\"{#POOL}\"]", "max(ITEM,#2)=0", "Pool {#POOL} does not answer",
     "Hooks cannot tell it of a failover; reconcile will, when it is back.", "HIGH"},
    {"efm.pool.quorum[\"{#POOL}\"]", "last(ITEM)=\"absent\" or last(ITEM)=\"no leader\"",
     "Pool {#POOL}: the watchdog has no quorum", "Until it has one, this Pgpool fails nothing over.", "HIGH"},
};

#define OF_BACKEND(field) "$.rows[?(@.node=='{#NODE}')].pools[?(@.pool=='{#POOL}')]." field ".first()"

constexpr Item backend_items[] = {
    {"efm.backend.status[\"{#POOL}\",\"{#NODE}\"]",
     "{#NODE} in pool {#POOL}: status",
     "up, waiting, down, quarantine, unused.",
     "CHAR",
     "",
     "",
     {{"JSONPATH", OF_BACKEND("status"), "DISCARD_VALUE"}}},
    {"efm.backend.role[\"{#POOL}\",\"{#NODE}\"]",
     "{#NODE} in pool {#POOL}: role",
     "What the pool takes it for.",
     "CHAR",
     "",
     "",
     {{"JSONPATH", OF_BACKEND("role"), "DISCARD_VALUE"}}},
    {"efm.backend.weight[\"{#POOL}\",\"{#NODE}\"]",
     "{#NODE} in pool {#POOL}: share of the reads",
     "0 to 1.",
     "FLOAT",
     "",
     "",
     {{"JSONPATH", OF_BACKEND("weight"), "DISCARD_VALUE"}, if_number}},
};

constexpr Trigger backend_triggers[] = {
    {"efm.backend.status[\"{#POOL}\",\"{#NODE}\"]", "last(ITEM)=\"quarantine\" and last(ITEM,#2)=\"quarantine\"",
     "{#NODE} is in quarantine in pool {#POOL}", "It ends with a health check that succeeds.", "WARNING"},
};

constexpr Rule all_rules[] = {
    {"efm.nodes",
     "Members and servers",
     {"JSONPATH", "$.rows"},
     {{"{#NODE}", "$.node"}, {}},
     node_items,
     node_triggers},
    {"efm.pools", "Pools", {"JSONPATH", "$.pools"}, {{"{#POOL}", "$.pool"}, {}}, pool_items, pool_triggers},
    {"efm.backends",
     "Backends",
     {"JAVASCRIPT",
      "var pairs = [];\n"
      "JSON.parse(value).rows.forEach(function (row) {\n"
      "    row.pools.forEach(function (seat) {\n"
      "        if (seat.seat === 'backend') pairs.push({node: row.node, pool: seat.pool});\n"
      "    });\n"
      "});\n"
      "return JSON.stringify(pairs);"},
     {{"{#NODE}", "$.node"}, {"{#POOL}", "$.pool"}},
     backend_items,
     backend_triggers},
};

constexpr Mapping all_mappings[] = {
    {"Agreement", "0", "differs"}, {"Agreement", "1", "agrees"},         {"Answer", "0", "is away"},
    {"Answer", "1", "answers"},    {"Answer", "2", "is not configured"},
};

constexpr Macro all_macros[] = {
    {"{$EFM.PATIENCE}", "2m", "How long something may be wrong: a failover takes its time."},
    {"{$EFM.STALE}", "5m", "How long nobody may tell."},
    {"{$EFM.LAG.MAX}", "64M", "Bytes that a standby may be behind."},
    {"{$EFM.AGE.MAX}", "5m", "How old may be what a standby shows."},
};

}  // namespace

std::span<const Item> items()
{
    return all_items;
}
std::span<const Trigger> triggers()
{
    return all_triggers;
}
std::span<const Rule> rules()
{
    return all_rules;
}
std::span<const Mapping> mappings()
{
    return all_mappings;
}
std::span<const Macro> macros()
{
    return all_macros;
}

}  // namespace efm::zabbix
