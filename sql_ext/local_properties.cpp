#include "local_properties.hpp"

#include "efm/error.hpp"
#include "efm/printable.hpp"
#include "efm/properties.hpp"
#include "sql_error.hpp"

namespace sqlext {

std::vector<std::string> property_lines(const ManagerSettings& settings)
{
    check_cluster(settings);
    std::vector<std::string> lines;
    try {
        for (const efm::Property& property : efm::read_properties(settings.properties_file())) {
            const efm::Property shown = efm::masked(property);
            lines.push_back(efm::one_line(shown.key) + "=" + efm::one_line(shown.value));
        }
    } catch (const efm::Error& error) {
        throw SqlError("58P01", error.what(), "", "Check efm.properties_location and efm.cluster_name.");
    }
    return lines;
}

}  // namespace sqlext
