// What reads an agent's configuration, against any text: nothing fails, and no secret is shown.
#include <cstdint>
#include <string_view>

#include "efm/nodes_file.hpp"
#include "efm/properties.hpp"
#include "efm/shell_helper.hpp"
#include "require.hpp"

namespace {

void require_properties(std::string_view text)
{
    int line = 0;
    for (const efm::Property& property : efm::parse_properties(text)) {
        require(property.line > line, "each begins on a later line");
        line = property.line;
        const efm::Property shown = masked(property);
        require(shown.key == property.key && shown.line == line, "only the value is masked");
        const bool hidden = shown.value.empty() || shown.value == "********";
        require(!efm::is_secret(property.key) || hidden, "a secret is not shown");
        require(masked(shown) == shown, "masking once is enough");
    }
}

void require_nodes(std::string_view text)
{
    const efm::NodesFile file = efm::parse_nodes_file(text);
    require(file.remarks.size() <= 20, "remarks are few");
    for (const efm::Address& member : file.members) {
        require(!member.host.empty() && member.host.front() != '-', "an address has a host");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    require_properties(text);
    require_nodes(text);
    for (const std::string& warning : efm::helper_warnings(text)) {
        require(warning.starts_with("db.") && warning.size() < 600, "a warning is short and names a property");
    }
    return 0;
}
