// The parsers of EFM's JSON against any text: each ends in a status that keeps its promises or in an error that can be
// printed. Input: one byte that chooses the report ('0' of the cluster, '1' of a node), then its text.
#include <cstdint>
#include <string_view>

#include "efm_status_claims.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    parse_and_require(data[0] % 2 == 0 ? efm::Report::cluster_json : efm::Report::node_json, text);
    return 0;
}
