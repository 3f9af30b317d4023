// What a fake server does instead of answering properly: one fault for one kind of request. A test reads
//     server.on('D', fault::say_success_and_do_nothing);
//     server.on('M', fault::reset.times(2));
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace support {

struct Fault {
    enum class Kind {
        silence,     // takes the request and all that follow, answers none
        close,       // closes the connection
        reset,       // the same by RST
        half_close,  // shuts its sending side, then is silent
        garbage,     // sends what is no PCP, then is silent
        pretend,     // answers, without having done it
        postpone,    // answers, and does it when `time` has passed
        reject,      // answers with `severity`, `message`, `detail`
        slow,        // answers, one byte every `time`
        cut,         // sends the first `number` bytes of the answer and closes
        twice,       // sends the answer twice
        wrong_type,  // sends the answer with a type byte nobody knows
        length,      // sends the answer with `number` for its length field
        off_by,      // sends the answer with a length field that is wrong by `number`
        oversized,   // sends an answer with a body of `number` bytes
        notices,     // sends `number` notices, then the answer; without end if negative
    };

    static constexpr int always = -1;

    Kind kind = Kind::silence;
    bool carries_out = false;  // whether the request takes effect all the same
    std::int64_t number = 0;
    std::chrono::milliseconds time{0};
    std::string severity = "ERROR";
    std::string message = "refused by the test";
    std::string detail{};
    int hits = always;

    // Only the first `count` requests; those after them are answered properly.
    Fault times(int count) const
    {
        Fault limited = *this;
        limited.hits = count;
        return limited;
    }

    // The request takes effect, whatever its sender gets to see.
    Fault carried_out() const
    {
        Fault effective = *this;
        effective.carries_out = true;
        return effective;
    }
};

namespace fault {

inline const Fault silence{.kind = Fault::Kind::silence};
inline const Fault close{.kind = Fault::Kind::close};
inline const Fault reset{.kind = Fault::Kind::reset};
inline const Fault half_close{.kind = Fault::Kind::half_close};
inline const Fault garbage{.kind = Fault::Kind::garbage};
inline const Fault say_success_and_do_nothing{.kind = Fault::Kind::pretend};
inline const Fault twice{.kind = Fault::Kind::twice, .carries_out = true};
inline const Fault wrong_type{.kind = Fault::Kind::wrong_type};
inline const Fault endless_notices{.kind = Fault::Kind::notices, .number = -1};

inline Fault succeed_after(std::chrono::milliseconds time)
{
    return {.kind = Fault::Kind::postpone, .time = time};
}

inline Fault slow(std::chrono::milliseconds each_byte)
{
    return {.kind = Fault::Kind::slow, .carries_out = true, .time = each_byte};
}

inline Fault cut(int bytes)
{
    return {.kind = Fault::Kind::cut, .carries_out = true, .number = bytes};
}

inline Fault length(std::uint32_t field)
{
    return {.kind = Fault::Kind::length, .carries_out = true, .number = field};
}

inline Fault length_off_by(int bytes)
{
    return {.kind = Fault::Kind::off_by, .carries_out = true, .number = bytes};
}

inline Fault oversized(std::int64_t bytes)
{
    return {.kind = Fault::Kind::oversized, .number = bytes};
}

inline Fault notices(int count)
{
    return {.kind = Fault::Kind::notices, .carries_out = true, .number = count};
}

// ERROR leaves the connection usable, FATAL ends it.
inline Fault reject(const std::string& message, const std::string& detail = "", const std::string& severity = "ERROR")
{
    return {.kind = Fault::Kind::reject, .severity = severity, .message = message, .detail = detail};
}

}  // namespace fault
}  // namespace support
