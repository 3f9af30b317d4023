// hooks.conf, and the script of 2020 that one is made of, against any text: settings, or one short line that says what
// is wrong with which line.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "efm/error.hpp"
#include "efm/option_parser.hpp"
#include "efm/printable.hpp"
#include "efm/script_import.hpp"
#include "efm/settings.hpp"
#include "require.hpp"

namespace {

void require_error(const efm::Error& error, efm::Error::Kind kind)
{
    const std::string_view what = error.what();
    require(error.kind() == kind, "an error is of the kind that the header names");
    require(what.size() < 1'000 && !efm::has_control(what), "an error is one short printable line");
}

void require_settings(std::string_view text)
{
    const std::vector<std::string> keys = efm::setting_keys();
    try {
        const auto assignments = efm::parse_ini(text, "hooks.conf", keys);
        for (const efm::Assignment& assignment : assignments) {
            require(std::ranges::find(keys, assignment.key) != keys.end(), "a key is one of ours");
            require(!efm::has_control(assignment.value), "a value is printable");
        }
        const efm::Settings settings = efm::make_settings(assignments);
        require(settings.pools.size() <= 64, "pools are few");
        require(settings.state_dir.empty() || settings.state_dir.starts_with('/'), "a path is absolute");
    } catch (const efm::Error& error) {
        require_error(error, efm::Error::Kind::configuration);
    }
}

void require_import(std::string_view text)
{
    try {
        const std::string settings = efm::settings_from_script_text(text, "script");
        efm::make_settings(efm::parse_ini(settings, "hooks.conf", efm::setting_keys()));
    } catch (const efm::Error& error) {
        require_error(error, efm::Error::Kind::bad_data);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    require_settings(text);
    require_import(text);
    return 0;
}
