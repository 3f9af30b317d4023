// The door to the server's headers. Comes last in the files that include it: behind it std::snprintf and others are
// macros of the server.
#pragma once

extern "C" {
#include <postgres.h>

#include <access/htup_details.h>
#include <access/xact.h>
#include <access/xlog.h>
#include <catalog/pg_type_d.h>
#include <commands/dbcommands.h>
#include <executor/spi.h>
#include <fmgr.h>
#include <funcapi.h>
#include <mb/pg_wchar.h>
#include <miscadmin.h>
#include <pgstat.h>
#include <postmaster/bgworker.h>
#include <postmaster/interrupt.h>
#include <storage/condition_variable.h>
#if PG_VERSION_NUM >= 170000
#include <storage/dsm_registry.h>
#endif
#include <storage/ipc.h>
#include <storage/latch.h>
#include <storage/lwlock.h>
#include <storage/proc.h>
#include <storage/shmem.h>
#include <tcop/tcopprot.h>
#include <utils/acl.h>
#include <utils/builtins.h>
#include <utils/dsa.h>
#include <utils/guc.h>
#include <utils/jsonb.h>
#include <utils/memutils.h>
#include <utils/snapmgr.h>
#include <utils/timestamp.h>
#include <utils/tuplestore.h>
}

#if PG_VERSION_NUM < 140000
#error "efm_extension needs PostgreSQL 14 or later"
#endif
