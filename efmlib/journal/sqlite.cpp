#include "sqlite.hpp"

#include <dlfcn.h>
#include <sqlite3.h>

#include <system_error>
#include <type_traits>
#include <utility>

#include "efm/error.hpp"

namespace efm {
namespace {

constexpr int lock_patience = 10'000;  // ms; whoever hands records over waits for less
constexpr int longest_value = 1 << 20;

// The functions of SQLite in use, loaded by the process that keeps a journal: linking it would cost every start.
struct Sqlite {
    decltype(&::sqlite3_open_v2) open = nullptr;
    decltype(&::sqlite3_close_v2) close = nullptr;
    decltype(&::sqlite3_busy_timeout) busy_timeout = nullptr;
    decltype(&::sqlite3_limit) limit = nullptr;
    decltype(&::sqlite3_db_config) configure = nullptr;
    decltype(&::sqlite3_file_control) control = nullptr;
    decltype(&::sqlite3_extended_errcode) error_code = nullptr;
    decltype(&::sqlite3_errmsg) error_message = nullptr;
    decltype(&::sqlite3_system_errno) system_error = nullptr;
    decltype(&::sqlite3_last_insert_rowid) last_number = nullptr;
    decltype(&::sqlite3_changes) changes = nullptr;
    decltype(&::sqlite3_prepare_v2) prepare = nullptr;
    decltype(&::sqlite3_finalize) finalize = nullptr;
    decltype(&::sqlite3_bind_text) bind_text = nullptr;
    decltype(&::sqlite3_bind_int64) bind_number = nullptr;
    decltype(&::sqlite3_bind_null) bind_null = nullptr;
    decltype(&::sqlite3_step) step = nullptr;
    decltype(&::sqlite3_column_type) type = nullptr;
    decltype(&::sqlite3_column_int64) number = nullptr;
    decltype(&::sqlite3_column_text) text = nullptr;
    decltype(&::sqlite3_column_bytes) bytes = nullptr;

    static const Sqlite& get()
    {
        static const Sqlite library = load();
        return library;
    }

private:
    static Sqlite load();
};

Sqlite Sqlite::load()
{
    void* handle = ::dlopen("libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
    if (!handle) throw Error(Error::Kind::system, "libsqlite3.so.0 cannot be loaded: install libsqlite3-0");
    Sqlite sqlite;
    const auto bind = [&](auto& function, const char* name) {
        function = reinterpret_cast<std::decay_t<decltype(function)>>(::dlsym(handle, name));
        if (!function) throw Error(Error::Kind::system, std::string("libsqlite3.so.0 has no ") + name);
    };
    bind(sqlite.open, "sqlite3_open_v2");
    bind(sqlite.close, "sqlite3_close_v2");
    bind(sqlite.busy_timeout, "sqlite3_busy_timeout");
    bind(sqlite.limit, "sqlite3_limit");
    bind(sqlite.configure, "sqlite3_db_config");
    bind(sqlite.control, "sqlite3_file_control");
    bind(sqlite.error_code, "sqlite3_extended_errcode");
    bind(sqlite.error_message, "sqlite3_errmsg");
    bind(sqlite.system_error, "sqlite3_system_errno");
    bind(sqlite.last_number, "sqlite3_last_insert_rowid");
    bind(sqlite.changes, "sqlite3_changes");
    bind(sqlite.prepare, "sqlite3_prepare_v2");
    bind(sqlite.finalize, "sqlite3_finalize");
    bind(sqlite.bind_text, "sqlite3_bind_text");
    bind(sqlite.bind_number, "sqlite3_bind_int64");
    bind(sqlite.bind_null, "sqlite3_bind_null");
    bind(sqlite.step, "sqlite3_step");
    bind(sqlite.type, "sqlite3_column_type");
    bind(sqlite.number, "sqlite3_column_int64");
    bind(sqlite.text, "sqlite3_column_text");
    bind(sqlite.bytes, "sqlite3_column_bytes");
    return sqlite;
}

Error::Kind kind_of(int code)
{
    switch (code & 0xFF) {
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_TOOBIG:
            return Error::Kind::bad_data;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Error::Kind::try_later;
        default:
            return Error::Kind::system;
    }
}

[[noreturn]] void fail_with(sqlite3* database, const std::string& file)
{
    const Sqlite& sqlite = Sqlite::get();
    const auto kind = kind_of(sqlite.error_code(database));
    const int reason = kind == Error::Kind::system ? sqlite.system_error(database) : 0;
    const std::string words = reason != 0 ? " (" + std::generic_category().message(reason) + ')' : "";
    throw Error(kind, file + ": " + sqlite.error_message(database) + words);
}

// In a URI, so that a path may have any byte.
std::string uri_of(const std::string& file, Database::Access access)
{
    constexpr const char* digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : file) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = c == '/' || c == '.' || c == '-' || c == '_' || (c >= '0' && c <= '9') ||
                           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        plain ? uri += c : (uri += '%', uri += digits[byte >> 4U], uri += digits[byte & 0xFU]);
    }
    return uri + (access == Database::Access::frozen ? "?immutable=1" : "");
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const
{
    Sqlite::get().close(handle);
}

Database::Database(std::string file, Access access) : file_(std::move(file))
{
    const Sqlite& sqlite = Sqlite::get();
    const int mode = access == Access::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    sqlite3* handle = nullptr;
    const int code = sqlite.open(uri_of(file_, access).c_str(), &handle,
                                 mode | SQLITE_OPEN_URI | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle);
    if (!handle) throw Error(Error::Kind::system, "SQLite is out of memory");
    if (code != SQLITE_OK) fail_with(handle, file_);
    configure(access);
}

// The log is kept when the last program closes the file, and is not worked into it then: both would cost each hook two
// more waits for the disk.
void Database::configure(Access access)
{
    const Sqlite& sqlite = Sqlite::get();
    sqlite.busy_timeout(handle_.get(), lock_patience);
    sqlite.limit(handle_.get(), SQLITE_LIMIT_LENGTH, longest_value);
    sqlite.configure(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite.configure(handle_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (access != Access::write) return;
    int keep = 1;
    sqlite.configure(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite.control(handle_.get(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
}

std::int64_t Database::last_number() const
{
    return Sqlite::get().last_number(handle_.get());
}

std::int64_t Database::changes() const
{
    return Sqlite::get().changes(handle_.get());
}

// Our statements are known to be right: what SQLite does not understand is a schema that lost a table or a column.
void Statement::prepare(std::string_view sql)
{
    const int size = static_cast<int>(sql.size());
    sqlite3_stmt* statement = nullptr;
    const int code = Sqlite::get().prepare(database_, sql.data(), size, &statement, nullptr);
    statement_.reset(statement);
    if (code == SQLITE_ERROR) throw Error(Error::Kind::bad_data, file_ + ": " + Sqlite::get().error_message(database_));
    if (code != SQLITE_OK) fail();
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const
{
    Sqlite::get().finalize(statement);
}

void Statement::add(std::string_view text)
{
    const char* bytes = text.data() ? text.data() : "";
    const int size = static_cast<int>(text.size());
    if (Sqlite::get().bind_text(statement_.get(), ++bound_, bytes, size, SQLITE_TRANSIENT) != SQLITE_OK) fail();
}

void Statement::add(std::nullptr_t)
{
    if (Sqlite::get().bind_null(statement_.get(), ++bound_) != SQLITE_OK) fail();
}

void Statement::add_number(std::int64_t number)
{
    if (Sqlite::get().bind_number(statement_.get(), ++bound_, number) != SQLITE_OK) fail();
}

bool Statement::next()
{
    const int code = Sqlite::get().step(statement_.get());
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail();
    return code == SQLITE_ROW;
}

bool Statement::is_null(int column) const
{
    return Sqlite::get().type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::number(int column) const
{
    return Sqlite::get().number(statement_.get(), column);
}

std::string Statement::text(int column) const
{
    const auto* bytes = reinterpret_cast<const char*>(Sqlite::get().text(statement_.get(), column));
    return bytes ? std::string(bytes, static_cast<std::size_t>(Sqlite::get().bytes(statement_.get(), column))) : "";
}

void Statement::fail() const
{
    fail_with(database_, file_);
}

Transaction::~Transaction()
{
    if (!open_) return;
    try {
        database_.run("ROLLBACK");
    } catch (const Error&) {  // after some failures SQLite has rolled back by itself
    }
}

void Transaction::commit()
{
    database_.run("COMMIT");
    open_ = false;
}

}  // namespace efm
