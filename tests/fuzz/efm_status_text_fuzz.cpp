// The parser of EFM's text report against any text: it ends in a status that keeps its promises or in an error that can
// be printed.
#include <cstdint>
#include <string_view>

#include "efm_status_claims.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    parse_and_require(efm::Report::cluster_text, {reinterpret_cast<const char*>(data), size});
    return 0;
}
