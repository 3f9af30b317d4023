#include <nlohmann/json.hpp>

#include "efm/doctor.hpp"

namespace efm {
namespace {

using nlohmann::ordered_json;

constexpr int schema = 1;

}  // namespace

std::string to_json(const std::vector<Diagnosis>& diagnoses, int exit_code)
{
    ordered_json checks = ordered_json::array();
    for (const Diagnosis& line : diagnoses) {
        checks.push_back({{"check", line.check},
                          {"verdict", to_string(line.verdict)},
                          {"where", line.where},
                          {"what", line.what},
                          {"remedy", line.remedy.empty() ? ordered_json(nullptr) : ordered_json(line.remedy)}});
    }
    const ordered_json document{{"schema", schema},
                                {"ok", exit_code == 0},
                                {"exit", exit_code},
                                {"sentence", summary(diagnoses)},
                                {"checks", checks}};
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace efm
