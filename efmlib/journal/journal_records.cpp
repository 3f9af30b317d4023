#include "efm/journal_records.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "journal_source.hpp"
#include "pcp/resolver.hpp"
#include "printable.hpp"
#include "trusted_file.hpp"

#include "efm/error.hpp"

namespace efm {
namespace {

constexpr std::array parties{std::pair{Party::manager, "manager"}, std::pair{Party::operators, "operator"},
                             std::pair{Party::pool, "pool"}, std::pair{Party::suite, "suite"}};
constexpr std::array endings{std::pair{Ending::done, "done"}, std::pair{Ending::not_reached, "not_reached"},
                             std::pair{Ending::refused, "refused"}, std::pair{Ending::superseded, "superseded"}};

template <typename Names, typename Value>
std::string_view name_of(const Names& names, Value value)
{
    const auto found = std::ranges::find(names, value, [](const auto& entry) { return entry.first; });
    return found == names.end() ? "?" : found->second;
}

template <typename Names>
auto value_of(const Names& names, std::string_view text) -> std::optional<decltype(names.front().first)>
{
    const auto found = std::ranges::find(names, text, [](const auto& entry) { return entry.second; });
    if (found == names.end()) return std::nullopt;
    return found->first;
}

std::string file_of(pid_t pid, const char* name)
{
    try {
        return read_file("/proc/" + std::to_string(pid) + '/' + name);
    } catch (const Error&) {
        return "";
    }
}

// The 22nd field of /proc/PID/stat. The 2nd is a name in parentheses that may have blanks in it.
std::int64_t start_of(pid_t pid)
{
    const std::string stat = file_of(pid, "stat");
    std::size_t at = stat.rfind(')');
    for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
    if (at == std::string::npos) return 0;
    std::int64_t ticks = 0;
    std::from_chars(stat.data() + at + 1, stat.data() + stat.size(), ticks);
    return ticks;
}

bool same_host(const std::string& a, const std::string& b)
{
    const auto left = pcp::parse_ip(a);
    return left ? left == pcp::parse_ip(b) : same_word(a, b);
}

}  // namespace

bool same_member(const Address& a, const Address& b)
{
    return same_host(a.host, b.host) && (!a.port || !b.port || a.port == b.port);
}

Source this_process(std::string program, Party party)
{
    const pid_t parent = ::getppid();
    const std::string name = one_line(file_of(parent, "comm"));
    return {.party = party,
            .program = std::move(program),
            .uid = ::geteuid(),
            .pid = ::getpid(),
            .started = start_of(::getpid()),
            .caller = name + '[' + std::to_string(parent) + ']'};
}

bool is_alive(const Source& source)
{
    return source.started != 0 && start_of(source.pid) == source.started;
}

std::string_view to_string(Party party)
{
    return name_of(parties, party);
}

std::string_view to_string(Ending ending)
{
    return name_of(endings, ending);
}

std::optional<Party> parse_party(std::string_view text)
{
    return value_of(parties, text);
}

std::optional<Ending> parse_ending(std::string_view text)
{
    return value_of(endings, text);
}

}  // namespace efm
