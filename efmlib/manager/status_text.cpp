#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "printable.hpp"
#include "status_draft.hpp"
#include "status_forms.hpp"
#include "text_table.hpp"

namespace efm {
namespace {

// A table for people, whose columns have to be guessed line by line: more of it would be read for minutes.
constexpr int most_lines = 5000;
constexpr std::size_t longest_text = std::size_t{1024} * 1024;

// The parts of the report, in the order EFM prints them.
enum class Section { none, members, allowed, coordinator, priority, promote, idle };

struct Heading {
    std::string_view text;
    Section section;
};

constexpr Heading headings[] = {
    {"Cluster Status:", Section::members},
    {"Allowed node host list:", Section::allowed},
    {"Membership coordinator:", Section::coordinator},
    {"Standby priority host list:", Section::priority},
    {"Promote Status:", Section::promote},
    {"Idle Node Status", Section::idle},
};

const Heading* heading_of(std::string_view line)
{
    const auto found =
        std::ranges::find_if(headings, [&](const Heading& h) { return starts_with_words(line, h.text); });
    return found == std::end(headings) ? nullptr : found;
}

std::string_view take_line(std::string_view& text)
{
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

struct Table {
    Section section = Section::none;
    TableHeader header;
    std::vector<std::string_view> rows;
};

// The report taken apart: its lists and sentences go into the draft, its rows are kept. They are read afterwards, when
// the lists have told what addresses there are.
class Splitter {
public:
    explicit Splitter(StatusDraft& draft) : draft_(draft) {}

    void split(std::string_view text)
    {
        for (int line = 0; !text.empty(); ++line) {
            if (line == most_lines) draft_.reject("more lines than can be believed");
            read_line(take_line(text));
        }
    }

    const std::vector<Table>& tables() const { return tables_; }
    bool in_table() const { return in_table_; }
    bool saw(Section section) const { return std::ranges::find(seen_, section) != seen_.end(); }

private:
    void read_line(std::string_view line)
    {
        const std::string_view text = trim(line);
        if (text.empty()) return end_block();
        if (const Heading* const heading = heading_of(text)) return begin_section(*heading, text);
        if (in_table_ && text.find_first_not_of('-') == std::string_view::npos) return;
        if (begin_table(line)) return;
        if (in_table_) return tables_.back().rows.push_back(line);
        read_words(text);
    }

    // A blank line ends a table, and a list that has begun. What follows the promotion table is sentences.
    void end_block()
    {
        const bool in_list = section_ == Section::allowed || section_ == Section::priority;
        const bool behind_agents = in_table_ && section_ == Section::members;
        if ((in_list && list_begun_) || behind_agents) section_ = Section::none;
        in_table_ = false;
    }

    void begin_section(const Heading& heading, std::string_view text)
    {
        if (saw(heading.section)) return draft_.remark("passed over: " + excerpt(text, 120));
        in_table_ = false;
        list_begun_ = false;
        section_ = heading.section;
        seen_.push_back(section_);
        text.remove_prefix(heading.text.size());
        if (section_ == Section::allowed) draft_.status.allowed.emplace();
        if (section_ == Section::priority) draft_.status.failover_priority.emplace();
        if (section_ != Section::promote && section_ != Section::idle) read_words(trim(text));
    }

    bool begin_table(std::string_view line)
    {
        auto header = parse_header(line);
        if (!header) return false;
        const bool of_agents = header->has(Field::vip) || header->has(Field::database) || header->has(Field::agent);
        if (of_agents && !tables_.empty()) return false;
        if (tables_.empty()) section_ = Section::members;
        in_table_ = true;
        tables_.push_back({section_, std::move(*header), {}});
        return true;
    }

    void read_words(std::string_view text)
    {
        switch (section_) {
            case Section::members:
                return read_word(draft_.status.cluster, text);
            case Section::allowed:
                return read_list(*draft_.status.allowed, text);
            case Section::priority:
                return read_list(*draft_.status.failover_priority, text);
            case Section::coordinator:
                return read_word(draft_.status.coordinator, text);
            case Section::promote:
            case Section::idle:
                return draft_.add_message(text);
            case Section::none:
                return draft_.remark("passed over: " + excerpt(text, 120));
        }
    }

    // The name and the coordinator: one word each.
    void read_word(std::optional<std::string>& word, std::string_view text)
    {
        std::string found = one_line(text);
        if (found.empty()) return;
        if (word) return draft_.remark("passed over: " + excerpt(found, 120));
        word = std::move(found);
    }

    void read_list(std::vector<std::string>& list, std::string_view text)
    {
        if (text.empty()) return;
        list_begun_ = true;
        if (starts_with_words(text, "(List is empty")) return;
        while (!text.empty()) {
            const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
            draft_.add_to(list, text.substr(0, end));
            text = trim(text.substr(end));
        }
    }

    StatusDraft& draft_;
    Section section_ = Section::none;
    bool in_table_ = false;
    bool list_begun_ = false;
    std::vector<Section> seen_;
    std::vector<Table> tables_;
};

std::vector<std::string> listed_addresses(const ClusterStatus& status)
{
    std::vector<std::string> listed;
    for (const auto* list : {&status.allowed, &status.failover_priority}) {
        if (*list) listed.insert(listed.end(), (*list)->begin(), (*list)->end());
    }
    if (status.coordinator) listed.push_back(*status.coordinator);
    return listed;
}

// An address with its '*': active.
void read_vip(const TableRow& row, Member& member, StatusDraft& draft)
{
    std::string_view vip = row[Field::vip];
    member.vip_active = vip.ends_with('*');
    if (vip.ends_with('*')) vip.remove_suffix(1);
    draft.set_vip(member, vip);
}

void read_member(const TableHeader& header, const TableRow& row, std::vector<std::string>& known, StatusDraft& draft)
{
    Member* const member = draft.add(row[Field::address]);
    if (!member) return;
    known.push_back(member->address);
    draft.set_type(*member, row[Field::type]);
    draft.set_agent(*member, row[Field::agent]);
    draft.set_database(*member, row[Field::database]);
    if (header.has(Field::vip)) read_vip(row, *member, draft);
    member->info = one_line(row[Field::info]);
}

bool contradict(AgentType agent, AgentType database)
{
    const auto plain = [](AgentType type) {
        return type == AgentType::primary || type == AgentType::standby;
    };
    return plain(agent) && plain(database) && agent != database;
}

// A row of the live queries. The agents' table says who is a member; any other line goes on with the Info above it.
void read_positions(const TableRow& row, std::string_view line, StatusDraft& draft)
{
    const std::string_view word = row[Field::type];
    Member* const member = draft.find(row[Field::address]);
    if (!member) return draft.remark("passed over: " + excerpt(line, 120));
    if (contradict(member->type, agent_type(word))) {
        draft.remark(member->address + ": its agent says " + member->type_word + ", its database " + excerpt(word, 60));
    }
    draft.set_received(*member, row[Field::received]);
    draft.set_replayed(*member, row[Field::replayed]);
    if (!row[Field::info].empty()) member->info = one_line(row[Field::info]);
}

void read_tables(const std::vector<Table>& tables, StatusDraft& draft)
{
    std::vector<std::string> known = listed_addresses(draft.status);
    for (const Table& table : tables) {
        for (const std::string_view line : table.rows) {
            const TableRow row = parse_row(table.header, line, known);
            if (table.section == Section::members) {
                read_member(table.header, row, known, draft);
            } else {
                read_positions(row, line, draft);
            }
        }
    }
}

}  // namespace

ClusterStatus parse_cluster_text(std::string_view report)
{
    StatusDraft draft("cluster-status", report, longest_text);
    Splitter splitter(draft);
    splitter.split(draft.text());
    if (splitter.tables().empty()) draft.reject("no table of agents in it");
    // Cut off in the agents' table, the report would silently lack members.
    if (!splitter.saw(Section::promote) && !splitter.saw(Section::idle)) {
        draft.reject("it ends before \"Promote Status\"");
    }
    // Half an LSN is another LSN.
    if (splitter.in_table() && !draft.text().ends_with('\n')) draft.reject("it ends in the middle of a row");
    read_tables(splitter.tables(), draft);
    return std::move(draft).finish();
}

}  // namespace efm
