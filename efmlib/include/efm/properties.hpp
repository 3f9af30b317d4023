// Java properties, as EFM's agent reads its cluster.properties file (spec: java.util.Properties.load).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

struct Property {
    std::string key;
    std::string value;
    int line = 0;  // where it begins, from 1
    bool operator==(const Property&) const = default;
};

// `#` and `!` comments, `=`, `:` or blanks between key and value, `\` continuation, escapes, \uXXXX (as UTF-8).
// Everything is taken, in order, repeats included; nothing fails.
std::vector<Property> parse_properties(std::string_view text);

// The value that counts: that of the last line with the key.
std::optional<std::string> value_of(const std::vector<Property>& properties, std::string_view key);

// The same from a file. Throws Error (configuration) when it cannot be read.
std::vector<Property> read_properties(const std::string& path);

// Whether a value under this key is nobody's business: *password*, *passwd*, *passphrase*, *authkey*, *secret*,
// *license*, *token* in any case.
bool is_secret(std::string_view key);

// Fit to be shown: "********" for a secret's value, and for what follows such a name inside a value, as in
// jdbc.properties or jvm.options ("sslpassword=..."). An empty value stays empty.
Property masked(Property property);

}  // namespace efm
