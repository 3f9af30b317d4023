// A real browser without a screen: what a person would see of a page.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "temp_dir.hpp"

namespace monitoring {

struct Screen {
    int width = 1'200;
    bool dark = false;
};

class Browser {
public:
    static constexpr const char* program = "/usr/bin/chromium";

    // Opens the page in a window of that width and measures it: its words, how wide it is, what is drawn where, which
    // colours. See the script in browser.cpp. Throws std::runtime_error if the browser does not do it.
    nlohmann::json measure(const std::filesystem::path& page, const Screen& screen) const;

private:
    support::TempDir directory_;  // its profile, and the page that measures
};

}  // namespace monitoring
