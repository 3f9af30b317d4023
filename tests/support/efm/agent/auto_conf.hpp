// The lines of postgresql.auto.conf, and the words of a primary_conninfo. Text in, text out.
#pragma once

#include <optional>
#include <string>

namespace standin {

// The value of a setting, unquoted; the last line counts.
std::optional<std::string> conf_value(const std::string& text, const std::string& name);

// With one line for the setting, at the end.
std::string with_conf_value(const std::string& text, const std::string& name, const std::string& value);

// Sets a word of a connection string (an empty value takes it out), values without blanks only.
std::string with_conninfo_word(const std::string& conninfo, const std::string& name, const std::string& value);

}  // namespace standin
