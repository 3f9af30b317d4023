#include "status_draft.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "efm/error.hpp"
#include "printable.hpp"

namespace efm {
namespace {

constexpr std::size_t most_remarks = 20;
constexpr std::size_t longest_remark = 300;
constexpr std::size_t longest_quote = 60;
constexpr std::size_t longest_address = 255;

template <typename Value>
using Word = std::pair<std::string_view, Value>;

constexpr std::array<Word<AgentType>, 7> agent_types{{
    {"primary", AgentType::primary},
    {"master", AgentType::primary},  // up to EFM 3
    {"standby", AgentType::standby},
    {"witness", AgentType::witness},
    {"idle", AgentType::idle},
    {"promoting", AgentType::promoting},
    {"down", AgentType::down},
}};

constexpr std::array<Word<Liveness>, 4> livenesses{{
    {"up", Liveness::up},
    {"down", Liveness::down},
    {"unknown", Liveness::unknown},
    {"n/a", Liveness::not_applicable},
}};

template <typename Words>
auto look_up(const Words& words, std::string_view word)
{
    const auto found = std::ranges::find_if(words, [&](const auto& known) { return same_word(known.first, word); });
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

std::string quoted(std::string_view word)
{
    return '"' + excerpt(word, longest_quote) + '"';
}

// The text form ends in it where the JSON form has nothing to say.
constexpr std::string_view all_is_well = "Standby database(s) in sync with primary. It is safe to promote.";

}  // namespace

void reject_report(std::string_view report, std::string_view fault, std::string_view text)
{
    const std::string shown = text.empty() ? "(empty)" : '"' + excerpt(text) + '"';
    throw Error(Error::Kind::protocol, std::string(report).append(": ").append(fault).append(": ").append(shown));
}

StatusDraft::StatusDraft(std::string_view report, std::string_view bytes, std::size_t longest) : report_(report)
{
    if (bytes.size() > longest) reject_report(report, "longer than can be believed", bytes);
    text_ = valid_utf8(bytes);
    if (text_ != bytes) remark("not valid UTF-8: some bytes were replaced");
}

AgentType agent_type(std::string_view word)
{
    return look_up(agent_types, word).value_or(AgentType::unknown);
}

void StatusDraft::remark(const std::string& text)
{
    if (status.remarks.size() > most_remarks) return;
    const bool last = status.remarks.size() == most_remarks;
    status.remarks.push_back(last ? "there is more that is odd" : excerpt(text, longest_remark));
}

Member* StatusDraft::add(std::string_view address)
{
    std::string name = one_line(address);
    const bool is_address = !name.empty() && name.size() <= longest_address && name.find(' ') == std::string::npos;
    if (!is_address || find(name)) {
        remark(quoted(name) +
               (is_address ? " is there more than once: the first is taken" : " is no address: no member"));
        return nullptr;
    }
    if (status.members.size() == most_entries) reject("more members than can be believed");
    places_.emplace(small_letters(name), status.members.size());
    Member& member = status.members.emplace_back();
    member.address = std::move(name);
    return &member;
}

Member* StatusDraft::find(std::string_view address)
{
    const auto found = places_.find(small_letters(address));
    return found == places_.end() ? nullptr : &status.members[found->second];
}

void StatusDraft::set_type(Member& member, std::string_view word)
{
    member.type_word = one_line(word);
    member.type = agent_type(member.type_word);
    if (member.type == AgentType::unknown) remark(member.address + ": no agent type is called " + quoted(word));
}

std::optional<Liveness> StatusDraft::liveness(const Member& member, std::string_view what, std::string_view word)
{
    if (word.empty()) return std::nullopt;
    const auto known = look_up(livenesses, word);
    if (!known) remark(member.address + ": " + std::string(what) + " cannot be " + quoted(word));
    return known.value_or(Liveness::unknown);
}

void StatusDraft::set_agent(Member& member, std::string_view word)
{
    member.agent_word = one_line(word);
    member.agent = liveness(member, "an agent", member.agent_word);
}

void StatusDraft::set_database(Member& member, std::string_view word)
{
    member.database_word = one_line(word);
    member.database = liveness(member, "a database", member.database_word);
}

void StatusDraft::set_vip(Member& member, std::string_view word)
{
    const std::string vip = one_line(word);
    if (!vip.empty()) member.vip = vip;
}

std::optional<Lsn> StatusDraft::lsn(const Member& member, std::string_view word)
{
    const auto lsn = parse_lsn(word);
    if (!lsn && !word.empty() && !same_word(word, "unknown")) {
        remark(member.address + ": " + quoted(word) + " is no LSN: taken as unknown");
    }
    return lsn;
}

void StatusDraft::set_received(Member& member, std::string_view word)
{
    member.received = lsn(member, trim(word));
}

void StatusDraft::set_replayed(Member& member, std::string_view word)
{
    member.replayed = lsn(member, trim(word));
}

void StatusDraft::add_to(std::vector<std::string>& list, std::string_view word)
{
    std::string text = one_line(word);
    if (text.empty()) return;
    if (list.size() == most_entries) reject("a list longer than can be believed");
    list.push_back(std::move(text));
}

void StatusDraft::add_message(std::string_view sentence)
{
    if (one_line(sentence) != all_is_well) add_to(status.messages, sentence);
}

ClusterStatus StatusDraft::finish() &&
{
    if (status.members.empty()) reject("no members");
    std::ranges::sort(status.members, {}, &Member::address);
    return std::move(status);
}

}  // namespace efm
