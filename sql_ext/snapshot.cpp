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

private:
    std::string_view take(std::size_t size)
    {
        if (size > rest_.size()) throw std::out_of_range("a snapshot ends in the middle");
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    std::string_view rest_;
};

}  // namespace

Microseconds now()
{
    using std::chrono::duration_cast;
    return duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
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

std::string to_bytes(const Snapshot& snapshot)
{
    Writer writer;
    writer.text(snapshot.cluster);
    writer.number(snapshot.started_at);
    writer.number(snapshot.collected_at);
    writer.number(snapshot.exit_code);
    writer.text(snapshot.printed);
    writer.text(snapshot.document);
    const SqlError failure = snapshot.failure.value_or(SqlError("", ""));
    for (const std::string* text : {&failure.sqlstate, &failure.message, &failure.detail, &failure.hint}) {
        writer.text(*text);
    }
    writer.number(snapshot.unavailable);
    writer.text(snapshot.unavailable_reason);
    return std::move(writer).bytes();
}

Snapshot from_bytes(std::string_view bytes)
{
    Reader reader(bytes);
    Snapshot snapshot;
    snapshot.cluster = reader.text();
    snapshot.started_at = reader.number();
    snapshot.collected_at = reader.number();
    snapshot.exit_code = static_cast<int>(reader.number());
    snapshot.printed = reader.text();
    snapshot.document = reader.text();
    SqlError failure("", "");
    for (std::string* text : {&failure.sqlstate, &failure.message, &failure.detail, &failure.hint}) {
        *text = reader.text();
    }
    if (!failure.sqlstate.empty()) snapshot.failure = failure;
    snapshot.unavailable = static_cast<int>(reader.number());
    snapshot.unavailable_reason = reader.text();
    return snapshot;
}

}  // namespace sqlext
