#include "snapshot.hpp"

#include <array>
#include <chrono>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace sqlext {
namespace {

class Writer {
public:
    void number(std::int64_t value)
    {
        std::array<char, sizeof value> bytes;
        std::memcpy(bytes.data(), &value, sizeof value);
        bytes_.append(bytes.data(), bytes.size());
    }
    void text(const std::string& value)
    {
        number(static_cast<std::int64_t>(value.size()));
        bytes_ += value;
    }
    void table(const Table& rows)
    {
        number(static_cast<std::int64_t>(rows.size()));
        for (const Row& row : rows) {
            number(static_cast<std::int64_t>(row.size()));
            for (const Value& value : row) {
                number(value.has_value());
                if (value) text(*value);
            }
        }
    }
    std::string bytes() && { return std::move(bytes_); }

private:
    std::string bytes_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::int64_t number()
    {
        std::int64_t value = 0;
        const std::string_view bytes = take(sizeof value);
        std::memcpy(&value, bytes.data(), sizeof value);
        return value;
    }
    std::string text() { return std::string(take(static_cast<std::size_t>(number()))); }
    Table table()
    {
        Table rows(count());
        for (Row& row : rows) {
            row.resize(count());
            for (Value& value : row) {
                if (number() != 0) value = text();
            }
        }
        return rows;
    }

private:
    // Of things that take at least a number each.
    std::size_t count()
    {
        const auto things = static_cast<std::size_t>(number());
        if (things > rest_.size() / sizeof(std::int64_t)) throw std::out_of_range("a snapshot has more than it holds");
        return things;
    }

    std::string_view take(std::size_t size)
    {
        if (size > rest_.size()) throw std::out_of_range("a snapshot ends in the middle");
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    std::string_view rest_;
};

template <typename Clock>
Microseconds microseconds_of()
{
    using std::chrono::duration_cast;
    return duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

}  // namespace

Microseconds now()
{
    return microseconds_of<std::chrono::system_clock>();
}

Microseconds ticks()
{
    return microseconds_of<std::chrono::steady_clock>();
}

std::string to_timestamp(Microseconds time)
{
    constexpr Microseconds second = 1'000'000;
    const std::time_t seconds = time / second;
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    std::array<char, 32> day{};
    const std::size_t length = std::strftime(day.data(), day.size(), "%Y-%m-%d %H:%M:%S.", &parts);
    const std::string fraction = std::to_string(second + time % second).substr(1);
    return std::string(day.data(), length) + fraction + "+00";
}

std::string_view to_string(Subject subject)
{
    constexpr std::string_view names[subjects] = {
        "cluster_status",  "cluster_overview",          "metrics",          "pgpool_nodes",   "pgpool_nodes, probed",
        "pgpool_watchdog", "pgpool_health_check_stats", "pgpool_processes", "pgpool_settings"};
    return names[static_cast<std::size_t>(subject)];
}

void conclude(Snapshot& snapshot)
{
    snapshot.collected = ticks();
    snapshot.collected_at = now();
}

std::string to_bytes(const Snapshot& snapshot)
{
    Writer writer;
    writer.number(static_cast<std::int64_t>(snapshot.subject));
    writer.text(snapshot.cluster);
    writer.number(snapshot.polled);
    writer.number(snapshot.began);
    writer.number(snapshot.started);
    writer.number(snapshot.collected);
    writer.number(snapshot.collected_at);
    const SqlError failure = snapshot.failure.value_or(SqlError("", ""));
    for (const std::string* text : {&failure.sqlstate, &failure.message, &failure.detail, &failure.hint}) {
        writer.text(*text);
    }
    writer.number(snapshot.exit_code);
    writer.text(snapshot.printed);
    writer.text(snapshot.document);
    writer.number(snapshot.unavailable);
    writer.text(snapshot.unavailable_reason);
    writer.table(snapshot.rows);
    return std::move(writer).bytes();
}

Snapshot from_bytes(std::string_view bytes)
{
    Reader reader(bytes);
    Snapshot snapshot;
    snapshot.subject = static_cast<Subject>(reader.number());
    if (snapshot.subject > Subject::settings) throw std::out_of_range("a snapshot of nothing that there is");
    snapshot.cluster = reader.text();
    snapshot.polled = reader.number() != 0;
    snapshot.began = reader.number();
    snapshot.started = reader.number();
    snapshot.collected = reader.number();
    snapshot.collected_at = reader.number();
    SqlError failure("", "");
    for (std::string* text : {&failure.sqlstate, &failure.message, &failure.detail, &failure.hint}) {
        *text = reader.text();
    }
    if (!failure.sqlstate.empty()) snapshot.failure = failure;
    snapshot.exit_code = static_cast<int>(reader.number());
    snapshot.printed = reader.text();
    snapshot.document = reader.text();
    snapshot.unavailable = static_cast<int>(reader.number());
    snapshot.unavailable_reason = reader.text();
    snapshot.rows = reader.table();
    return snapshot;
}

}  // namespace sqlext
