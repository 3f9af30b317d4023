// Keeping the history. The function is the server's: it may raise SQL errors.
#pragma once

namespace sqlext {

struct SettingsView;

// Called by the collector after a good status: has a row written if one is due, or if something changed. `change`: for
// the listeners of efm_events; empty for nothing.
void keep_history(const SettingsView& view, const char* change);

}  // namespace sqlext
