// Which release of EFM the stand-in behaves like: "4.0" to "5.4".
#pragma once

#include <compare>
#include <string>

namespace standin {

struct Generation {
    int major = 5;
    int minor = 2;
    auto operator<=>(const Generation&) const = default;

    bool shows_agent_column() const { return *this < Generation{4, 1}; }
    bool shows_down_rows() const { return major >= 5; }
    bool says_lsn() const { return major >= 5; }  // up to 4.10: xlog
    bool counts_lost_nodes() const { return major >= 5; }
    bool has_reset_members() const { return *this >= Generation{4, 8}; }
    bool has_create_standby() const { return major >= 5; }
    bool widens_columns() const { return major >= 5; }
    bool resumes_isolated_primary() const { return *this >= Generation{4, 5}; }
    bool checks_unknown_properties() const { return *this >= Generation{5, 1}; }
    bool tells_of_detach_on_agent_failure() const { return *this >= Generation{4, 2}; }
    bool detaches_by_default_on_agent_failure() const { return major < 5; }
    bool switches_over_below_minimum_standbys() const { return *this >= Generation{5, 4}; }
};

// Throws std::invalid_argument.
Generation parse_generation(const std::string& text);

std::string to_string(const Generation& generation);

}  // namespace standin
