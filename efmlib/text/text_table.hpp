// The tables of `efm cluster-status`, read by where the header's names stand. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

enum class Field { type, address, agent, database, vip, received, replayed, info, unknown };

struct Column {
    Field field = Field::unknown;
    std::size_t offset = 0;  // behind the header's indentation
};

// What a table's header says. Names are apart by two blanks or more.
struct TableHeader {
    std::size_t indentation = 0;
    std::vector<Column> columns;

    bool has(Field field) const;
};

// None if the line is no header: one has two to sixteen columns, an address among them.
std::optional<TableHeader> parse_header(std::string_view line);

// One row's cells, in the order of the columns.
struct TableRow {
    std::vector<std::pair<Field, std::string>> cells;

    std::string_view operator[](Field field) const;  // empty if there is no such column
};

// EFM pads with blanks and cuts nothing: an address as wide as its column touches the next cell, and a wider one moves
// all that follow. `known` addresses tell where it ends.
TableRow parse_row(const TableHeader& header, std::string_view line, const std::vector<std::string>& known);

}  // namespace efm
