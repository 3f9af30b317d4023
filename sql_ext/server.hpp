// The seam between C++ and the server: never both at once.
//
// ereport leaves by longjmp and runs no destructors; an exception must not cross the server's frames. So a function is
// a sandwich: server code, then C++ in run(), then server code. What C++ leaves for later belongs to a memory context.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <vector>

#include "settings.hpp"
#include "sql_error.hpp"
#include "table.hpp"
#include "task.hpp"

#include "pg.hpp"

namespace sqlext {

[[noreturn]] void raise(const Failure& failure);

// Runs C++ inside a backend. The body does not call the server, and is short: what waits is a Task. Its exception
// becomes an SQL error after every C++ object is gone.
template <typename Body>
void run(Body body)
{
    static_assert(std::is_trivially_destructible_v<Body>, "capture by reference");
    Failure failure;
    try {
        return body();
    } catch (const std::exception& error) {
        failure = describe(error);
    } catch (...) {
        failure = describe(SqlError("XX000", "unknown C++ exception"));
    }
    raise(failure);
}

// A C++ object that lives as long as the memory context, and is destroyed with it: also when an error cuts the function
// short. Objects go in the reverse of the order in which they were made.
template <typename T>
T* context_owned(MemoryContext context = CurrentMemoryContext)
{
    static_assert(std::is_nothrow_default_constructible_v<T>, "the server's code is around");
    struct Owned {
        MemoryContextCallback callback;
        alignas(T) unsigned char object[sizeof(T)];
    };
    auto* owned = static_cast<Owned*>(MemoryContextAllocZero(context, sizeof(Owned)));
    T* object = ::new (owned->object) T();
    owned->callback.func = [](void* it) {
        static_cast<T*>(it)->~T();
    };
    owned->callback.arg = object;
    MemoryContextRegisterResetCallback(context, &owned->callback);
    return object;
}

// The same, and true; or false, with what went wrong.
template <typename Body>
bool succeeds(Body body, Failure& failure)
{
    static_assert(std::is_trivially_destructible_v<Body>, "capture by reference");
    try {
        body();
        return true;
    } catch (const std::exception& error) {
        failure = describe(error);
    }
    return false;
}

// Makes a task that ends with the current memory context, or with the process.
Task* new_task();

// What becomes of a task's work when the process ends while it runs: it is stopped, or is given a moment and left to
// itself, as an order that EFM may be carrying out.
enum class AtExit { stop, leave };

// Waits for its end, serving interrupts: a cancelled query leaves from here. Then throws nothing: say task.finish() in
// run().
void wait_for(Task& task, AtExit at_exit = AtExit::stop);

// The settings as they are now, for the current session. See module.cpp.
struct SettingsView {
    const char* cluster;
    const char* command;
    const char* sudo;
    const char* sudo_user;
    const char* properties_location;
    const char* java_home;
    const char* hooks_conf;
    const char* pgpool_command;
    int cache_ttl;        // s
    int worker_interval;  // s
    const char* database;
    int history_period;     // s
    int history_retention;  // days; 0 for ever
    bool persist_history;
    int job_watch;  // s
    bool worker_enabled;
    bool debug;

    ManagerSettings copy() const;  // C++
};
SettingsView settings_now();

// The command that was run, if there was one and efm.debug wants that in the log.
void log_command(const SettingsView& view, const std::vector<std::string>& argv);

// UTF-8 text in the database's encoding: where that lacks a character, '?'.
const char* to_server(const char* text);

// A set of rows, as SETOF functions return it, and one row.
void return_table(FunctionCallInfo fcinfo, const Table& table);
Datum row_datum(FunctionCallInfo fcinfo, const sqlext::Row& row);

}  // namespace sqlext
