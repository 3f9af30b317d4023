// The line to the journal's keeper: requests out, answers back in the same order. Private to the library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "child_process.hpp"
#include "efm/error.hpp"
#include "pcp/deadline.hpp"

namespace efm {

// What comes back for each request.
struct KeeperAnswer {
    std::optional<Error> failure{};
    std::string remark{};  // what the caller should know all the same
    std::string content{};
};
std::string to_bytes(const KeeperAnswer& answer);
KeeperAnswer parse_answer(std::string_view bytes);  // throws Error (bad_data)

// A message on the wire: its length, then its bytes. Both ends use it.
std::string framed(std::string_view message);

// The first whole message, taken out of the bytes that came in. Throws Error (bad_data) for an unbelievable length.
std::optional<std::string> take_message(std::string& received);

class KeeperLine {
public:
    explicit KeeperLine(Descriptor end) : end_(std::move(end)) {}

    // Hands over as much as fits, keeps the rest for the next call. False if so much lies here already that the message
    // was dropped, or the keeper is gone. Never waits.
    bool send(std::string_view message);

    // The next answer to come, in the time that is left. None: not in time, or the keeper is gone.
    std::optional<KeeperAnswer> receive(const pcp::Deadline& deadline);

    std::size_t awaited() const { return awaited_; }  // answers
    bool gone() const { return !end_.open(); }

private:
    void push();
    bool pull();

    Descriptor end_;
    std::string unsent_;
    std::string received_;
    std::size_t awaited_ = 0;
};

}  // namespace efm
