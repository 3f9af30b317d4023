#include "changes.hpp"

#include <algorithm>
#include <cstring>

#include "status_rows.hpp"

namespace sqlext {
namespace {

using efm::ClusterStatus;
using efm::Member;

void say(std::string& sentence, const std::string& change)
{
    if (!sentence.empty()) sentence += "; ";
    sentence += change;
}

void say_member(std::string& sentence, const Member& before, const Member& after)
{
    const MemberWords was = words_of(before);
    const MemberWords is = words_of(after);
    if (was.type != is.type) say(sentence, after.address + ": " + was.type + " -> " + is.type);
    if (was.database != is.database) {
        say(sentence, after.address + ": database " + was.database + " -> " + is.database);
    }
}

}  // namespace

std::string changes_between(const ClusterStatus& before, const ClusterStatus& after)
{
    std::string sentence;
    for (const Member& member : after.members) {
        if (const Member* const was = find(before, member.address)) {
            say_member(sentence, *was, member);
        } else {
            say(sentence, member.address + " joined as " + words_of(member).type);
        }
    }
    for (const Member& member : before.members) {
        if (!find(after, member.address)) say(sentence, member.address + " left");
    }
    return sentence;
}

void add_sentence(char* buffer, std::size_t size, std::string_view sentence)
{
    const std::size_t held = std::strlen(buffer);
    const std::string_view between = held == 0 ? "" : "; ";
    if (sentence.empty() || held + between.size() + 1 >= size) return;
    const auto is_inside_a_character = [&](std::size_t at) {
        return at < sentence.size() && (static_cast<unsigned char>(sentence[at]) & 0xC0U) == 0x80U;
    };
    std::size_t kept = std::min(sentence.size(), size - held - between.size() - 1);
    while (kept > 0 && is_inside_a_character(kept)) --kept;
    if (kept == 0) return;
    sentence = sentence.substr(0, kept);
    char* end = std::ranges::copy(between, buffer + held).out;
    end = std::ranges::copy(sentence, end).out;
    *end = '\0';
}

}  // namespace sqlext
