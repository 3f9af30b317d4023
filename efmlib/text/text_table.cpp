#include "text_table.hpp"

#include <algorithm>
#include <array>

#include "printable.hpp"

namespace efm {
namespace {

constexpr std::size_t tab_width = 8;      // what some pages show in a TAB's place
constexpr std::size_t most_columns = 16;  // EFM has six at most

struct ColumnName {
    std::string_view text;
    Field field;
};

constexpr std::array<ColumnName, 10> column_names{{
    {"Agent Type", Field::type},
    {"DB Type", Field::type},
    {"Address", Field::address},
    {"Agent", Field::agent},
    {"DB", Field::database},
    {"VIP", Field::vip},
    {"WAL Received LSN", Field::received},
    {"WAL Replayed LSN", Field::replayed},
    {"XLog Loc", Field::replayed},
    {"Info", Field::info},
}};

Field field_called(std::string_view name)
{
    const auto known = std::ranges::find_if(column_names, [&](const ColumnName& n) { return same_word(n.text, name); });
    return known == column_names.end() ? Field::unknown : known->field;
}

struct Indented {
    std::size_t indentation = 0;
    std::string_view text;  // behind it
};

// Takes the indentation off, and no more of it than `most`: the blanks behind may be an empty first cell.
Indented take_indentation(std::string_view line, std::size_t most)
{
    Indented result{0, line};
    while (!result.text.empty() && result.indentation < most) {
        const char c = result.text.front();
        if (c != ' ' && c != '\t') break;
        result.indentation += c == '\t' ? tab_width : 1;
        result.text.remove_prefix(1);
    }
    return result;
}

std::string_view cut(std::string_view text, std::size_t begin, std::size_t end)
{
    return begin < text.size() ? text.substr(begin, end - begin) : std::string_view{};
}

// How long the address is that `word` begins with and that touches the next cell: a known one, or what is before a word
// of the database's column. It fills its own column, `width`, at least.
std::size_t length_of_address(std::string_view word, std::size_t width, const std::vector<std::string>& known)
{
    std::size_t longest = 0;
    for (const std::string& address : known) {
        if (word.starts_with(address)) longest = std::max(longest, address.size());
    }
    for (const std::string_view cell : {"UNKNOWN", "DOWN", "N/A", "UP"}) {
        if (longest < width && word.ends_with(cell)) longest = word.size() - cell.size();
    }
    return longest < width ? word.size() : longest;
}

// How much further right the cells behind the address stand than the header says.
std::size_t shift_behind(std::string_view row, std::size_t begin, std::size_t end,
                         const std::vector<std::string>& known)
{
    const auto blank = [&](std::size_t at) {
        return at >= row.size() || row[at] == ' ' || row[at] == '\t';
    };
    const std::size_t first = row.find_first_not_of(" \t", begin);
    if (first >= end || blank(end - 1) || blank(end)) return 0;
    const std::string_view word = row.substr(first, row.find_first_of(" \t", first) - first);
    return first + length_of_address(word, end - first, known) - end;
}

}  // namespace

bool TableHeader::has(Field field) const
{
    return std::ranges::any_of(columns, [&](const Column& column) { return column.field == field; });
}

std::optional<TableHeader> parse_header(std::string_view line)
{
    const auto [indentation, text] = take_indentation(line, std::string_view::npos);
    TableHeader header{indentation, {}};
    for (std::size_t begin = 0; begin < text.size() && header.columns.size() <= most_columns;) {
        const std::size_t end = std::min(text.find("  ", begin), text.size());
        header.columns.push_back({field_called(trim(text.substr(begin, end - begin))), begin});
        begin = std::min(text.find_first_not_of(" \t\r", end), text.size());
    }
    const bool believable = header.columns.size() >= 2 && header.columns.size() <= most_columns;
    if (!believable || !header.has(Field::address)) return std::nullopt;
    return header;
}

TableRow parse_row(const TableHeader& header, std::string_view line, const std::vector<std::string>& known)
{
    const std::string_view row = take_indentation(line, header.indentation).text;
    TableRow result;
    std::size_t shift = 0;
    for (std::size_t i = 0; i < header.columns.size(); ++i) {
        const auto [field, offset] = header.columns[i];
        const bool last = i + 1 == header.columns.size();
        const std::size_t begin = offset + shift;
        std::size_t end = last ? row.size() : header.columns[i + 1].offset + shift;
        if (field == Field::address && !last) {
            const std::size_t more = shift_behind(row, begin, end, known);
            shift += more;
            end += more;
        }
        result.cells.emplace_back(field, trim(cut(row, begin, end)));
    }
    return result;
}

std::string_view TableRow::operator[](Field field) const
{
    const auto cell = std::ranges::find_if(cells, [&](const auto& entry) { return entry.first == field; });
    return cell == cells.end() ? std::string_view{} : cell->second;
}

}  // namespace efm
