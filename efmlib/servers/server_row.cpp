#include "server_row.hpp"

#include <algorithm>
#include <charconv>

#include "efm/error.hpp"

namespace efm {
namespace {

// Columns, in the order of the query.
enum Column {
    recovery,
    version,
    identifier,
    wal_file,
    written,
    receiver,
    receiver_status,
    received_timeline,
    received,
    replayed,
    replay_age,
    sender_host,
    sender_port,
    server_clock,
    columns
};

constexpr std::size_t timeline_digits = 8;  // of a WAL file's name: 000000020000000000000003

[[noreturn]] void refuse(const char* name, const std::string& text)
{
    throw Error(Error::Kind::protocol, std::string("the server's ") + name + " makes no sense: \"" + text + '"');
}

class Row {
public:
    explicit Row(const ServerRow& row) : row_(row)
    {
        if (row.size() != columns) refuse("answer", std::to_string(row.size()) + " columns");
    }

    const std::optional<std::string>& operator[](Column column) const { return row_[column]; }

    std::optional<bool> truth(Column column, const char* name) const
    {
        const auto& text = row_[column];
        if (!text) return std::nullopt;
        if (*text != "t" && *text != "f") refuse(name, *text);
        return *text == "t";
    }

    template <typename Number>
    std::optional<Number> number(Column column, const char* name) const
    {
        return row_[column] ? std::optional{parse<Number>(*row_[column], name, 10)} : std::nullopt;
    }

    std::optional<Lsn> lsn(Column column, const char* name) const
    {
        if (!row_[column]) return std::nullopt;
        const auto lsn = parse_lsn(*row_[column]);
        if (!lsn) refuse(name, *row_[column]);
        return lsn;
    }

    template <typename Number>
    static Number parse(std::string_view text, const char* name, int base)
    {
        Number value{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
        if (error != std::errc{} || end != text.data() + text.size()) refuse(name, std::string(text));
        return value;
    }

private:
    const ServerRow& row_;
};

// A server's clock may be set to anything: ours ends in 2262.
std::chrono::system_clock::time_point time_of(std::chrono::milliseconds since_epoch)
{
    using Time = std::chrono::system_clock::time_point;
    constexpr auto last = std::chrono::duration_cast<std::chrono::milliseconds>(Time::duration::max());
    return Time{std::clamp(since_epoch, -last, last)};
}

void read_primary(const Row& row, ServerFacts& facts)
{
    const std::string file = row[wal_file].value_or("");
    if (file.size() < timeline_digits) refuse("WAL file", file);
    facts.timeline = Row::parse<std::uint32_t>(std::string_view(file).substr(0, timeline_digits), "WAL file", 16);
    facts.position = row.lsn(written, "WAL position");
}

// A receiver whose columns are null runs, but may not be looked at.
void read_standby(const Row& row, ServerFacts& facts)
{
    facts.position = row.lsn(received, "received position");
    facts.replayed = row.lsn(replayed, "replayed position");
    if (const auto age = row.number<std::int64_t>(replay_age, "replay age")) {
        facts.replay_age = std::chrono::milliseconds(std::max<std::int64_t>(*age, 0));
    }
    const bool runs = row[receiver].has_value();
    if (runs && !row[receiver_status]) return;
    facts.receives = runs && *row[receiver_status] == "streaming";
    facts.timeline = row.number<std::uint32_t>(received_timeline, "timeline");
    facts.upstream = row[sender_host].value_or("");
    if (!facts.upstream.empty() && row[sender_port]) facts.upstream += ':' + *row[sender_port];
}

}  // namespace

const char* const server_query =
    "SELECT recovery, current_setting('server_version_num'),"
    " (SELECT system_identifier FROM pg_catalog.pg_control_system()),"
    " CASE WHEN NOT recovery THEN pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) END,"
    " CASE WHEN NOT recovery THEN pg_catalog.pg_current_wal_lsn() END,"
    " r.pid, r.status, r.received_tli,"
    " CASE WHEN recovery THEN pg_catalog.pg_last_wal_receive_lsn() END,"
    " CASE WHEN recovery THEN pg_catalog.pg_last_wal_replay_lsn() END,"
    " CASE WHEN recovery THEN (extract(epoch FROM"
    " pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()) * 1000)::pg_catalog.int8 END,"
    " r.sender_host, r.sender_port,"
    " (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::pg_catalog.int8"
    " FROM (SELECT pg_catalog.pg_is_in_recovery() AS recovery) AS s"
    " LEFT JOIN pg_catalog.pg_stat_wal_receiver AS r ON true";

void read_row(const ServerRow& columns_of_row, ServerFacts& facts)
{
    const Row row(columns_of_row);
    const std::optional<bool> in_recovery = row.truth(recovery, "pg_is_in_recovery");
    if (!in_recovery) refuse("pg_is_in_recovery", "");
    facts.version = row.number<int>(version, "version").value_or(0);
    facts.system_identifier = row.number<std::uint64_t>(identifier, "system identifier");
    if (const auto clock = row.number<std::int64_t>(server_clock, "clock")) {
        facts.clock = time_of(std::chrono::milliseconds(*clock));
    }
    if (*in_recovery)
        read_standby(row, facts);
    else
        read_primary(row, facts);
    facts.in_recovery = in_recovery;
}

}  // namespace efm
