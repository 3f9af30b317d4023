#include "changes.hpp"

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

}  // namespace sqlext
