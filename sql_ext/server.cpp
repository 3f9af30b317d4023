#include <string>

#include "server.hpp"

namespace sqlext {
namespace {

// What a process that ends has to stop, as its memory contexts are not reset then.
Task* active = nullptr;
AtExit fate = AtExit::stop;
constexpr int last_moment = 800;  // ms

void forget_active(void* task)
{
    if (active == task) active = nullptr;
}

void stop_active(int /*code*/, Datum /*argument*/)
{
    if (!active) return;
    if (fate == AtExit::stop) return active->stop();
    for (int waited = 0; waited < last_moment && !active->is_over(); waited += 10) pg_usleep(10'000);
}

void stop_active_at_exit()
{
    static bool registered = false;
    if (!registered) before_shmem_exit(stop_active, 0);
    registered = true;
}

bool is_ascii(const char* text)
{
    for (; *text; ++text) {
        if (static_cast<unsigned char>(*text) >= 0x80) return false;
    }
    return true;
}

// Tuples of text: the type's input functions read the rest.
HeapTuple form_tuple(AttInMetadata* types, const Row& row)
{
    const auto columns = static_cast<std::size_t>(types->tupdesc->natts);
    auto** values = static_cast<char**>(palloc0(columns * sizeof(char*)));
    for (std::size_t i = 0; i < columns && i < row.size(); ++i) {
        values[i] = row[i] ? const_cast<char*>(to_server(row[i]->c_str())) : nullptr;
    }
    return BuildTupleFromCStrings(types, values);
}

// Of what the caller expects: a composite type's columns, or one column of a scalar type.
TupleDesc result_columns(FunctionCallInfo fcinfo)
{
    TupleDesc columns = nullptr;
    Oid type = InvalidOid;
    switch (get_call_result_type(fcinfo, &type, &columns)) {
        case TYPEFUNC_COMPOSITE:
            return columns;
        case TYPEFUNC_SCALAR:
            columns = CreateTemplateTupleDesc(1);
            TupleDescInitEntry(columns, 1, "value", type, -1, 0);
            return columns;
        default:
            elog(ERROR, "a row type is expected");
    }
}

}  // namespace

void raise(const Failure& failure)
{
    CHECK_FOR_INTERRUPTS();
    const char* state = failure.sqlstate;
    ereport(ERROR, (errcode(MAKE_SQLSTATE(state[0], state[1], state[2], state[3], state[4])),
                    errmsg_internal("%s", to_server(failure.message)),
                    failure.detail[0] ? errdetail_internal("%s", to_server(failure.detail)) : 0,
                    failure.hint[0] ? errhint("%s", to_server(failure.hint)) : 0));
}

Task* new_task()
{
    Task* task = context_owned<Task>();
    auto* callback = static_cast<MemoryContextCallback*>(palloc0(sizeof(MemoryContextCallback)));
    callback->func = forget_active;
    callback->arg = task;
    MemoryContextRegisterResetCallback(CurrentMemoryContext, callback);
    return task;
}

void wait_for(Task& task, AtExit at_exit)
{
    stop_active_at_exit();
    active = &task;
    fate = at_exit;
    while (!task.is_over()) {
        constexpr int events = WL_LATCH_SET | WL_SOCKET_READABLE | WL_EXIT_ON_PM_DEATH;
        WaitLatchOrSocket(MyLatch, events, task.descriptor(), -1, PG_WAIT_EXTENSION);
        ResetLatch(MyLatch);
        CHECK_FOR_INTERRUPTS();
    }
    active = nullptr;
}

void log_command(const SettingsView& view, const std::vector<std::string>& argv)
{
    if (!view.debug || argv.empty()) return;
    std::string* line = context_owned<std::string>();
    run([&] {
        for (const std::string& word : argv) *line += " " + word;
    });
    ereport(LOG, (errmsg_internal("efm.debug:%s", to_server(line->c_str())), errhidestmt(true)));
}

const char* to_server(const char* text)
{
    const int encoding = GetDatabaseEncoding();
    if (encoding == PG_UTF8 || encoding == PG_SQL_ASCII || is_ascii(text)) return text;
    char* ascii = pstrdup(text);
    char* end = ascii;
    for (const char* at = text; *at; at += pg_utf_mblen(reinterpret_cast<const unsigned char*>(at))) {
        *end++ = static_cast<unsigned char>(*at) < 0x80 ? *at : '?';
    }
    *end = '\0';
    return ascii;
}

void return_table(FunctionCallInfo fcinfo, const Table& table)
{
    auto* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    if (!result || !IsA(result, ReturnSetInfo) || !(result->allowedModes & SFRM_Materialize)) {
        ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED), errmsg("a set cannot be returned here")));
    }
    const TupleDesc columns = result_columns(fcinfo);  // not in the query's memory, as it may call a million times
    const MemoryContext before = MemoryContextSwitchTo(result->econtext->ecxt_per_query_memory);
    const bool random_access = (result->allowedModes & SFRM_Materialize_Random) != 0;
    result->returnMode = SFRM_Materialize;
    result->setDesc = CreateTupleDescCopy(columns);
    result->setResult = tuplestore_begin_heap(random_access, false, work_mem);
    MemoryContextSwitchTo(before);
    AttInMetadata* types = TupleDescGetAttInMetadata(result->setDesc);
    for (const Row& row : table) tuplestore_puttuple(result->setResult, form_tuple(types, row));
}

Datum row_datum(FunctionCallInfo fcinfo, const Row& row)
{
    AttInMetadata* types = TupleDescGetAttInMetadata(BlessTupleDesc(result_columns(fcinfo)));
    return HeapTupleGetDatum(form_tuple(types, row));
}

ManagerSettings SettingsView::copy() const
{
    const auto text = [](const char* value) {
        return std::string(value ? value : "");
    };
    return {text(cluster), text(command), text(sudo), text(sudo_user), text(properties_location), text(java_home)};
}

}  // namespace sqlext
