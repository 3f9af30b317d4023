#include "efm/nodes_file.hpp"

#include <algorithm>

#include "efm/error.hpp"
#include "printable.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

constexpr const char* blanks = " \t\r\f\v";
constexpr std::size_t most_remarks = 20;

void add_member(std::string_view word, NodesFile& file)
{
    try {
        file.members.push_back(parse_address(word));
        if (file.members.back().port || file.remarks.size() == most_remarks) return;
        file.remarks.push_back(excerpt(word, 80) + " has no port that can be told: EFM wants address:port");
    } catch (const Error& error) {
        if (file.remarks.size() < most_remarks) file.remarks.push_back(std::string("left out: ") + error.what());
    }
}

void read_line(std::string_view line, NodesFile& file)
{
    line = trim(line);
    if (line.starts_with('#')) return;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find_first_of(blanks), line.size());
        add_member(line.substr(0, end), file);
        line = trim(line.substr(end));
    }
}

}  // namespace

NodesFile parse_nodes_file(std::string_view text)
{
    NodesFile file;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        read_line(text.substr(0, end), file);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return file;
}

NodesFile read_nodes_file(const std::string& path)
{
    return parse_nodes_file(read_file(path));
}

}  // namespace efm
