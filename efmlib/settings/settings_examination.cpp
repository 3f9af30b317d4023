#include <algorithm>

#include "efm/error.hpp"
#include "efm/settings.hpp"
#include "near_name.hpp"
#include "printable.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

// One line at a time, so that one fault does not hide the next.
class Examiner {
public:
    explicit Examiner(const std::string& path) : path_(path) {}

    SettingsReading examine(std::string_view text)
    {
        for (number_ = 1; !text.empty(); ++number_) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            examine_line(trim(text.substr(0, end)));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        return std::move(reading_);
    }

private:
    std::string origin() const { return path_ + ':' + std::to_string(number_); }

    void examine_line(std::string_view line)
    {
        if (line.starts_with('[') && line.ends_with(']')) {
            section_ = std::string(trim(line.substr(1, line.size() - 2))) + '.';
            return;
        }
        if (line.empty() || line.starts_with('#')) return;
        const std::size_t equals = std::min(line.find('='), line.size());
        const std::string key = section_ + std::string(trim(line.substr(0, equals)));
        take(corrected(key) + std::string(line.substr(equals)));
    }

    // An unknown key is a fault; the value is taken for the key that was meant.
    std::string corrected(const std::string& key)
    {
        const std::vector<std::string> keys = setting_keys();
        if (std::ranges::find(keys, key) != keys.end()) return key;
        const auto meant = near_name(key, keys);
        if (!meant) return key;
        reading_.faults.push_back({origin(), "unknown key \"" + excerpt(key, 60) + '"', "write " + *meant});
        return *meant;
    }

    void take(const std::string& line)
    {
        try {
            std::vector<Assignment> taken = parse_ini(line, path_, setting_keys());
            for (Assignment& assignment : taken) assignment.origin = origin();
            make_settings(taken);
            reading_.assignments.insert(reading_.assignments.end(), taken.begin(), taken.end());
        } catch (const Error& error) {
            add_fault(error.what());
        }
    }

    void add_fault(std::string what)
    {
        for (const std::string& lead : {path_ + ":1: ", origin() + ": "}) {
            if (what.starts_with(lead)) what.erase(0, lead.size());
        }
        reading_.faults.push_back({origin(), what, "see docs/settings.md; `pgpool_backend config` lists the keys"});
    }

    const std::string& path_;
    std::string section_;
    int number_ = 0;
    SettingsReading reading_;
};

}  // namespace

SettingsReading examine_settings_file(const std::string& path)
{
    try {
        return Examiner(path).examine(read_trusted_file(path));
    } catch (const Error& error) {
        std::string what = error.what();
        if (what.starts_with(path + ": ")) what.erase(0, path.size() + 2);
        return {{}, {{path, what, "every program of the suite refuses to work with it"}}};
    }
}

}  // namespace efm
