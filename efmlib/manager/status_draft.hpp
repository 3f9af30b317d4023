// A status while a report is being read: EFM's words made values, and remarks on those that could not be. Private to
// the library.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "efm/cluster_status.hpp"

namespace efm {

// The longest report, and the most entries of a list in it, that are read: far more than any cluster has, and no more
// than memory takes when a program prints without end. The runner keeps no more either.
constexpr std::size_t longest_report = std::size_t{64} * 1024 * 1024;
constexpr std::size_t most_entries = 100'000;

// Throws Error (protocol): the report's name, what is wrong, and the beginning of the text.
[[noreturn]] void reject_report(std::string_view report, std::string_view fault, std::string_view text);

class StatusDraft {
public:
    // Of what a report with this name says. Throws Error (protocol) if it is too long. Remarks on bytes that had to be
    // replaced.
    StatusDraft(std::string_view report, std::string_view bytes, std::size_t longest = longest_report);

    const std::string& text() const { return text_; }  // the report as UTF-8

    [[noreturn]] void reject(std::string_view fault) const { reject_report(report_, fault, text_); }

    // What is odd, in words. After the first twenty, only that there were more.
    void remark(const std::string& text);

    // A new member; null, with a remark, when the address is empty, has blanks or more than 255 bytes, or is there
    // already.
    Member* add(std::string_view address);
    Member* find(std::string_view address);

    void set_type(Member& member, std::string_view word);
    void set_agent(Member& member, std::string_view word);
    void set_database(Member& member, std::string_view word);
    void set_vip(Member& member, std::string_view word);
    void set_received(Member& member, std::string_view word);
    void set_replayed(Member& member, std::string_view word);

    void add_to(std::vector<std::string>& list, std::string_view word);
    void add_message(std::string_view sentence);

    // Throws Error (protocol) if there is no member: the agent that was asked is one.
    ClusterStatus finish() &&;

    ClusterStatus status;

private:
    std::optional<Liveness> liveness(const Member& member, std::string_view what, std::string_view word);
    std::optional<Lsn> lsn(const Member& member, std::string_view word);

    std::string report_;
    std::string text_;
    std::map<std::string, std::size_t> places_;  // of the members, by their addresses in small letters
};

AgentType agent_type(std::string_view word);

}  // namespace efm
