// pgpool.conf against any text: nothing fails, and what is taken out of it lies in it.
#include <cstdint>
#include <string_view>

#include "efm/pgpool_conf.hpp"
#include "require.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const efm::PgpoolConf conf = efm::parse_pgpool_conf(text, "pgpool.conf");
    int line = 0;
    for (const efm::PgpoolParameter& parameter : conf.parameters) {
        require(parameter.line > line, "each is on a later line");
        line = parameter.line;
        require(!parameter.name.empty() && text.find(parameter.name) != text.npos, "a name is in the text");
        require(parameter.value.size() < size, "a value is a part of the text");
        require(conf.value_of(parameter.name).has_value(), "what is set has a value");
        const auto meant = efm::meant_parameter(parameter.name);
        require(!meant || !efm::meant_parameter(*meant), "what was meant is a parameter of Pgpool's");
    }
    return 0;
}
