// When a row of history is due, and the statements that write it. Plain.
#pragma once

#include <string_view>

#include "shared.hpp"

namespace sqlext {

// The extension's own: what is written as superuser would run the triggers of whoever made a table of that name.
inline constexpr const char* has_history_table =
    "SELECT FROM pg_catalog.pg_depend JOIN pg_catalog.pg_extension ON refobjid = pg_extension.oid "
    "WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND objid = pg_catalog.to_regclass($1) "
    "AND refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND deptype = 'e' "
    "AND extname = 'efm_extension'";
inline constexpr const char* insert_history =
    "INSERT INTO efm_extension.efm_status_history (status_json, collected_at) "
    "VALUES ($1::pg_catalog.jsonb, $2::pg_catalog.timestamptz)";
inline constexpr const char* delete_history =
    "DELETE FROM efm_extension.efm_status_history "
    "WHERE collected_at < pg_catalog.now() - pg_catalog.make_interval(days => $1::pg_catalog.text::pg_catalog.int4)";
inline constexpr const char* announce_change = "SELECT pg_catalog.pg_notify('efm_events', $1)";

// Whether to launch a writer now, and if so, notes that. For a change at once, else once a period; not while another
// one is at work, and later with each one in a row that failed.
bool is_writer_due(History& history, Microseconds period, Microseconds at);

// That much of the change was announced. What came after it stays.
void forget_change(History& history, std::string_view announced);

}  // namespace sqlext
