// The library's entry: its settings, and what it asks of the postmaster.
#include "efm/settings.hpp"
#include "shared.hpp"

#include "server.hpp"

extern "C" {
PG_MODULE_MAGIC;
void _PG_init(void);
}

namespace sqlext {
namespace {

char* cluster_name = nullptr;
char* command_path = nullptr;
char* sudo_path = nullptr;
char* sudo_user = nullptr;
char* properties_location = nullptr;
char* java_home = nullptr;
char* hooks_conf = nullptr;
char* pgpool_command = nullptr;
char* encryption_key = nullptr;
char* worker_database = nullptr;
int cache_ttl = 5;
int worker_interval = 10;
int job_watch = 60;
int history_period = 60;
int history_retention = 7;
bool worker_enabled = false;
bool persist_history = false;
bool debug_commands = false;

bool is_empty_or_path(const char* value)
{
    return value == nullptr || value[0] == '\0' || value[0] == '/';
}

bool check_cluster_name(char** value, void** /*extra*/, GucSource /*source*/)
{
    if (*value == nullptr || **value == '\0' || is_cluster_name(*value)) return true;
    GUC_check_errdetail("A cluster's name is a letter and up to 63 letters, digits, \"_\" or \"-\".");
    return false;
}

bool check_path(char** value, void** /*extra*/, GucSource /*source*/)
{
    if (is_empty_or_path(*value)) return true;
    GUC_check_errdetail("It has to be an absolute path.");
    return false;
}

void define_text(const char* name, const char* what, char** value, const char* initial, GucContext context, int flags,
                 GucStringCheckHook check)
{
    DefineCustomStringVariable(name, what, nullptr, value, initial, context, flags, check, nullptr, nullptr);
}

void define_manager_settings()
{
    define_text("efm.cluster_name", "The name of the EFM cluster.", &cluster_name, "", PGC_SUSET, 0,
                check_cluster_name);
    define_text("efm.command_path", "The path of EFM's program efm.", &command_path, "/usr/edb/efm-4.9/bin/efm",
                PGC_SIGHUP, 0, check_path);
    define_text("efm.sudo_path", "The path of sudo.", &sudo_path, "/usr/bin/sudo", PGC_SIGHUP, 0, check_path);
    define_text("efm.sudo_user", "The user whom efm is run as; empty to run it without sudo.", &sudo_user, "efm",
                PGC_SIGHUP, 0, nullptr);
    define_text("efm.properties_location", "The directory of EFM's properties files.", &properties_location,
                "/etc/edb/efm-4.9", PGC_SIGHUP, 0, check_path);
    define_text("efm.java_home", "JAVA_HOME for efm; by default the server's own.", &java_home, nullptr, PGC_SIGHUP, 0,
                nullptr);
    define_text("efm.hooks_conf", "The settings file of the suite, which names the pools.", &hooks_conf,
                efm::default_settings_file, PGC_SIGHUP, 0, check_path);
    define_text("efm.pgpool_command", "The path of the suite's program pgpool_backend.", &pgpool_command,
                EFM_PGPOOL_COMMAND, PGC_SIGHUP, 0, check_path);
    define_text("efm.encryption_key", "Accepted and not used: no password is stored any more.", &encryption_key, "",
                PGC_SIGHUP, GUC_SUPERUSER_ONLY, nullptr);
}

void define_reader_settings()
{
    DefineCustomIntVariable("efm.cache_ttl", "How old a status may be; 0 asks efm each time.", nullptr, &cache_ttl, 5,
                            0, 300, PGC_SUSET, GUC_UNIT_S, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("efm.job_watch", "How long to watch for the outcome of an order that EFM accepted.",
                            nullptr, &job_watch, 60, 0, 3600, PGC_SIGHUP, GUC_UNIT_S, nullptr, nullptr, nullptr);
    DefineCustomBoolVariable("efm.debug", "Log the exact commands.", nullptr, &debug_commands, false, PGC_SUSET, 0,
                             nullptr, nullptr, nullptr);
}

// What the postmaster has to know from the start can be defined as such only then.
void define_worker_settings()
{
    const GucContext at_start = process_shared_preload_libraries_in_progress ? PGC_POSTMASTER : PGC_SIGHUP;
    DefineCustomBoolVariable("efm.bgw_enabled", "Ask for the status regularly.",
                             "Takes effect in shared_preload_libraries only.", &worker_enabled, false, at_start, 0,
                             nullptr, nullptr, nullptr);
    DefineCustomIntVariable("efm.bgw_interval", "How often to ask for the status.", nullptr, &worker_interval, 10, 1,
                            3600, PGC_SIGHUP, GUC_UNIT_S, nullptr, nullptr, nullptr);
    define_text("efm.bgw_database", "The database that holds the history.", &worker_database, "postgres", PGC_SIGHUP, 0,
                nullptr);
    DefineCustomBoolVariable("efm.bgw_persist_history", "Keep the status in efm_status_history.", nullptr,
                             &persist_history, false, PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("efm.history_period",
                            "How often to keep a status that is like the one before; 0 keeps all.", nullptr,
                            &history_period, 60, 0, 86400, PGC_SIGHUP, GUC_UNIT_S, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("efm.history_retention", "How many days to keep the history; 0 is for ever.", nullptr,
                            &history_retention, 7, 0, 36500, PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
}

void reserve_prefix()
{
#if PG_VERSION_NUM >= 150000
    MarkGUCPrefixReserved("efm");
#else
    EmitWarningsOnPlaceholders("efm");
#endif
}

void register_collector()
{
    if (!worker_enabled) return;
    BackgroundWorker worker{};
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    worker.bgw_start_time = BgWorkerStart_ConsistentState;
    worker.bgw_restart_time = 1;
    worker.bgw_main_arg = BoolGetDatum(false);
    strlcpy(worker.bgw_library_name, "efm_extension", sizeof worker.bgw_library_name);
    strlcpy(worker.bgw_function_name, "efm_bgworker_main", sizeof worker.bgw_function_name);
    strlcpy(worker.bgw_name, "efm_status_monitor", BGW_MAXLEN);
    strlcpy(worker.bgw_type, "efm_status_monitor", BGW_MAXLEN);
    RegisterBackgroundWorker(&worker);
}

}  // namespace

SettingsView settings_now()
{
    SettingsView view{};
    view.cluster = cluster_name;
    view.command = command_path;
    view.sudo = sudo_path;
    view.sudo_user = sudo_user;
    view.properties_location = properties_location;
    view.java_home = java_home;
    view.hooks_conf = hooks_conf;
    view.pgpool_command = pgpool_command;
    view.cache_ttl = cache_ttl;
    view.worker_interval = worker_interval;
    view.job_watch = job_watch;
    view.database = worker_database;
    view.history_period = history_period;
    view.history_retention = history_retention;
    view.persist_history = persist_history;
    view.worker_enabled = worker_enabled;
    view.debug = debug_commands;
    return view;
}

void define_settings()
{
    define_manager_settings();
    define_reader_settings();
    define_worker_settings();
    reserve_prefix();
}

}  // namespace sqlext

void _PG_init(void)
{
    sqlext::define_settings();
    if (!process_shared_preload_libraries_in_progress) return;
    sqlext::request_shared_memory();
    sqlext::register_collector();
}
