#include "verb_help.hpp"

namespace hooks {

const char* const about_verbs =
    "status                     EFM, pools and servers in one table, and what of it does not agree:\n"
    "                           75 if anything does not, or cannot be seen\n"
    "metrics                    the same, and the journal of this host, for Prometheus\n"
    "attach HOST [PORT]         attach a backend once its server answers, and see it attached\n"
    "detach HOST [PORT]         detach a backend, and see it down\n"
    "promote HOST [PORT]        make the pool agree that this is the primary\n"
    "role HOST [PORT]           print primary or standby, as the pool sees it\n"
    "check_primary HOST [PORT]  the same by exit status: 1 primary, 0 standby, 255 unknown\n"
    "nodes                      all backends of all pools\n"
    "watchdog                   the watchdog's nodes of all pools\n"
    "events [ID]                the journal of this host, or one event with what belongs to it\n"
    "events --merge FILE...     the journals of several hosts in one timeline\n"
    "record VERB TARGET         write down what another program has done: --reason, --by, --since\n"
    "hold HOST [PORT]           forbid attaching it, for a --reason, perhaps --until a time\n"
    "release HOST [PORT]        allow it again\n"
    "holds                      what is held, by whom and why\n"
    "reconcile                  make the pools agree with what is true and what was ordered\n"
    "doctor                     prove the set-up: files, hook lines, logins, settings of every pool; changes\n"
    "                           nothing. 0 all well, 75 warnings, 78 a failure. As root it looks as user efm\n"
    "config                     every setting and where it comes from\n"
    "config import SCRIPT       a hooks.conf out of the variables of an installed script";

std::vector<efm::OptionSpec> options_of_verbs()
{
    return {{"force", 0, "", "attach, detach, promote: without any proof; it is logged"},
            {"drain", 0, "DURATION", "detach: wait this long for a moment without a session on it"},
            {"probe", 0, "", "nodes: let Pgpool ask the servers too, which may take long"},
            {"watch", 0, "DURATION", "status: again and again, until interrupted", "2s"},
            {"textfile", 0, "FILE", "metrics: into this file, for node_exporter; it is replaced as a whole"},
            {"html", 0, "FILE", "status: as a page for a browser, into this file; it is replaced as a whole"},
            {"zabbix-template", 0, "", "metrics: print what Zabbix imports instead; asks nobody"},
            {"once", 0, "", "reconcile: one pass, which is what it does anyway"},
            {"every", 0, "DURATION", "reconcile: again and again, until interrupted"},
            {"limit", 0, "N", "events: the last N (default 30)"},
            {"since", 0, "WHEN", "events: since 15min, 2h, 3d ago, or since 2026-11-21 07:15; record: its beginning"},
            {"svg", 0, "FILE", "events: draw them to a new file"},
            {"merge", 0, "", "events: of the journals named behind it, this host's if it is among them"},
            {"copy", 0, "FILE", "events: copy the journal to a new file, for --merge on another host"},
            {"user", 0, "NAME", "doctor: whom the hooks run as (default efm, if there is such a user)"},
            {"pgpool-conf", 0, "FILE", "doctor: pgpool.conf of a pool on this host"},
            {"accept", 0, "CHECK", "doctor: a warning of this check is known and meant; may be repeated"},
            {"bundle", 0, "FILE", "doctor: what support needs to know, without secrets, to a new file"},
            {"reason", 0, "TEXT", "hold: why; record: what came of it"},
            {"by", 0, "TEXT", "record: who did it"},
            {"ending", 0, "WORD", "record: done (default) or refused"},
            {"until", 0, "WHEN", "hold: for 15min, 2h, 3d, or until 2026-11-21 07:15"}};
}

}  // namespace hooks
