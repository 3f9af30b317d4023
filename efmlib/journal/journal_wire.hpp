// How records and answers cross from a program to its journal's keeper and back: the same program on both sides, so
// there is no version. Private to the library.
#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "efm/error.hpp"
#include "efm/journal_records.hpp"

namespace efm {

enum class Request : char { begin, note, close, supersede, open_events, orders, holds, hold, release, events, copy_to };

// The members of a value in the order in which they travel.
template <typename V, typename Value>
concept Is = std::same_as<std::remove_const_t<V>, Value>;

auto members(Is<Address> auto& v)
{
    return std::tie(v.host, v.port);
}
auto members(Is<Lsn> auto& v)
{
    return std::tie(v.value);
}
auto members(Is<Epoch> auto& v)
{
    return std::tie(v.system, v.timeline, v.switched_at);
}
auto members(Is<Source> auto& v)
{
    return std::tie(v.party, v.program, v.uid, v.pid, v.started, v.caller);
}
auto members(Is<NewEvent> auto& v)
{
    return std::tie(v.id, v.verb, v.target, v.member, v.type, v.source, v.pools, v.epoch, v.intent);
}
auto members(Is<StepRecord> auto& v)
{
    return std::tie(v.pool, v.step, v.backend, v.detail, v.outcome, v.took, v.at);
}
auto members(Is<PoolResult> auto& v)
{
    return std::tie(v.pool, v.reached, v.backend, v.sentence, v.took);
}
auto members(Is<Closing> auto& v)
{
    return std::tie(v.ending, v.sentence, v.results, v.epoch);
}
auto members(Is<RecordedEvent> auto& v)
{
    return std::tie(v.number, v.host, v.given, v.began, v.ended, v.ending, v.sentence, v.running, v.steps, v.results);
}
auto members(Is<Order> auto& v)
{
    return std::tie(v.member, v.party, v.verb, v.event, v.at, v.epoch);
}
auto members(Is<Hold> auto& v)
{
    return std::tie(v.member, v.reason, v.holder, v.since, v.until);
}
auto members(Is<EventFilter> auto& v)
{
    return std::tie(v.event, v.since, v.until, v.limit, v.with_steps);
}

template <typename Value>
concept Plain = std::integral<Value> || std::is_enum_v<Value>;

class Packer {
public:
    template <Plain Value>
    Packer& add(Value value)
    {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Packer& add(const std::string& text)
    {
        add(text.size());
        bytes_ += text;
        return *this;
    }
    template <typename Rep, typename Period>
    Packer& add(std::chrono::duration<Rep, Period> span)
    {
        return add(span.count());
    }
    Packer& add(Timestamp time) { return add(time.time_since_epoch()); }
    template <typename Value>
    Packer& add(const std::optional<Value>& value)
    {
        add(value.has_value());
        if (value) add(*value);
        return *this;
    }
    template <typename Value>
    Packer& add(const std::vector<Value>& values)
    {
        add(values.size());
        for (const Value& value : values) add(value);
        return *this;
    }
    template <typename Value>
    requires requires(const Value& v) { members(v); }
    Packer& add(const Value& value)
    {
        std::apply([&](const auto&... member) { (add(member), ...); }, members(value));
        return *this;
    }

    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

// Throws Error (bad_data) where there is too little.
class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

    template <typename Value>
    Value get()
    {
        Value value{};
        read(value);
        return value;
    }

private:
    std::string_view take(std::size_t size)
    {
        if (size > bytes_.size()) throw Error(Error::Kind::bad_data, "a record of the journal's keeper is cut off");
        const std::string_view taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }
    template <Plain Value>
    void read(Value& value)
    {
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
    }
    void read(std::string& text) { text = take(get<std::size_t>()); }
    template <typename Rep, typename Period>
    void read(std::chrono::duration<Rep, Period>& span)
    {
        span = std::chrono::duration<Rep, Period>{get<Rep>()};
    }
    void read(Timestamp& time) { time = Timestamp{get<Timestamp::duration>()}; }
    template <typename Value>
    void read(std::optional<Value>& value)
    {
        if (get<bool>()) read(value.emplace());
    }
    template <typename Value>
    void read(std::vector<Value>& values)
    {
        for (auto left = get<std::size_t>(); left > 0; --left) values.push_back(get<Value>());
    }
    template <typename Value>
    requires requires(Value& v) { members(v); }
    void read(Value& value)
    {
        std::apply([&](auto&... member) { (read(member), ...); }, members(value));
    }

    std::string_view bytes_;
};

template <typename... Values>
std::string packed(const Values&... values)
{
    Packer packer;
    (packer.add(values), ...);
    return packer.take();
}

}  // namespace efm
