// pgpool.conf as a text: which parameters it sets, and which of them Pgpool will never take notice of. Pgpool passes
// over a name that it does not know without a word.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

struct PgpoolParameter {
    std::string name;
    std::string value;  // without its quotes
    int line = 0;       // from 1
    bool operator==(const PgpoolParameter&) const = default;
};

struct PgpoolConf {
    std::string path;
    std::vector<PgpoolParameter> parameters;  // in order, repeats included; the last one counts

    std::optional<std::string> value_of(std::string_view name) const;
};

// `name = value` or `name value`, quotes, `#` comments. Nothing fails: what is no such line is left out.
PgpoolConf parse_pgpool_conf(std::string_view text, const std::string& path);

// The same from a file. Throws Error (configuration) when it cannot be read.
PgpoolConf read_pgpool_conf(const std::string& path);

// The parameter that was meant, if `name` is none of any release from 4.0 to 4.7 and looks like one.
std::optional<std::string> meant_parameter(std::string_view name);

// Whether the value stands for true, as Pgpool reads and prints it.
bool is_on(std::string_view value);

}  // namespace efm
