#include "journal_schema.hpp"

#include <string>

#include "efm/error.hpp"

namespace efm {
namespace {

constexpr std::int64_t application = 0x45504A31;  // "EPJ1"
constexpr std::int64_t schema = 1;

constexpr const char* tables[] = {
    R"(CREATE TABLE event (
        number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, host TEXT NOT NULL,
        began INTEGER NOT NULL, ended INTEGER, ending TEXT, sentence TEXT NOT NULL DEFAULT '',
        verb TEXT NOT NULL, target TEXT NOT NULL, member TEXT, type TEXT NOT NULL,
        party TEXT NOT NULL, program TEXT NOT NULL, uid INTEGER NOT NULL, pid INTEGER NOT NULL,
        started INTEGER NOT NULL, caller TEXT NOT NULL, pools TEXT NOT NULL, intent TEXT NOT NULL,
        system TEXT, timeline INTEGER, switched_at TEXT))",
    R"(CREATE INDEX event_began ON event (began))",
    R"(CREATE INDEX event_open ON event (number) WHERE ended IS NULL OR ending = 'not_reached')",
    R"(CREATE TABLE step (
        event INTEGER NOT NULL, at INTEGER NOT NULL, pool TEXT NOT NULL, step TEXT NOT NULL, backend TEXT NOT NULL,
        detail TEXT NOT NULL, outcome TEXT NOT NULL, took INTEGER))",
    R"(CREATE INDEX step_event ON step (event))",
    R"(CREATE TABLE result (
        event INTEGER NOT NULL, pool TEXT NOT NULL, reached INTEGER NOT NULL, backend TEXT NOT NULL,
        sentence TEXT NOT NULL, took INTEGER NOT NULL))",
    R"(CREATE INDEX result_event ON result (event))",
    R"(CREATE TABLE standing (
        member TEXT NOT NULL, party TEXT NOT NULL, verb TEXT NOT NULL, event TEXT NOT NULL, at INTEGER NOT NULL,
        system TEXT, timeline INTEGER, switched_at TEXT, PRIMARY KEY (member, party)))",
    R"(CREATE TABLE hold (
        member TEXT PRIMARY KEY, reason TEXT NOT NULL, holder TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER))",
};

std::int64_t value_of(Database& database, const char* pragma)
{
    Statement row = database.rows(pragma);
    return row.next() ? row.number(0) : 0;
}

bool is_empty(Database& database)
{
    return value_of(database, "SELECT count(*) FROM sqlite_master") == 0;
}

}  // namespace

void check_schema(Database& database)
{
    const std::int64_t version = value_of(database, "PRAGMA user_version");
    if (value_of(database, "PRAGMA application_id") != application) {
        throw Error(Error::Kind::configuration, database.file() + " is no journal of this suite");
    }
    if (version != schema) {
        throw Error(Error::Kind::configuration, database.file() +
                                                    " was written by a newer version of the suite (schema " +
                                                    std::to_string(version) + ", this one knows " +
                                                    std::to_string(schema) + "): upgrade this program");
    }
}

void prepare_schema(Database& database)
{
    if (is_empty(database)) {
        database.run("PRAGMA journal_mode = WAL");
        Transaction transaction(database);
        for (const char* table : tables) database.run(table);
        database.run("PRAGMA application_id = " + std::to_string(application));
        database.run("PRAGMA user_version = " + std::to_string(schema));
        transaction.commit();
    }
    check_schema(database);
}

}  // namespace efm
