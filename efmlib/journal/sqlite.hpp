// SQLite, as far as the journal needs it: prepared statements over one file. The door to the library. Private to
// efmlib.
//
// Throws Error: bad_data if the file is damaged or no database, try_later if it stays locked, system for everything
// else (full, read-only, cannot be opened), with the file's name and SQLite's words.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace efm {

// Parameters are bound from left to right, columns are read by number.
class Statement {
public:
    template <typename... Values>
    Statement(sqlite3* database, const std::string& file, std::string_view sql, const Values&... values)
        : database_(database), file_(file)
    {
        prepare(sql);
        (add(values), ...);
    }
    bool next();  // false after the last row

    bool is_null(int column) const;
    std::int64_t number(int column) const;
    std::string text(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };

    [[noreturn]] void fail() const;
    void prepare(std::string_view sql);
    void add(std::string_view text);
    void add(std::nullptr_t);
    void add_number(std::int64_t number);
    template <std::integral Number>
    void add(Number number)
    {
        add_number(static_cast<std::int64_t>(number));
    }
    template <typename Value>
    void add(const std::optional<Value>& value)
    {
        value ? add(*value) : add(nullptr);
    }

    sqlite3* database_;
    const std::string& file_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bound_ = 0;
};

class Database {
public:
    enum class Access {
        write,   // opens what is there, and never creates
        read,    // other processes may write
        frozen,  // nobody writes: a copy without its log, on a medium that need not be writable
    };

    Database(std::string file, Access access);

    // One statement without rows to read.
    template <typename... Values>
    void run(std::string_view sql, const Values&... values)
    {
        Statement statement = rows(sql, values...);
        while (statement.next()) {
        }
    }

    template <typename... Values>
    Statement rows(std::string_view sql, const Values&... values)
    {
        return Statement(handle_.get(), file_, sql, values...);
    }

    std::int64_t last_number() const;  // of the row that was inserted last
    std::int64_t changes() const;      // rows that the last statement changed

    const std::string& file() const { return file_; }

private:
    void configure(Access access);

    struct Close {
        void operator()(sqlite3* handle) const;
    };

    std::string file_;
    std::unique_ptr<sqlite3, Close> handle_;
};

// What is between begin and commit happens as a whole or not at all; without commit, not at all.
class Transaction {
public:
    explicit Transaction(Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    Database& database_;
    bool open_ = true;
};

}  // namespace efm
