#include "efm/option_parser.hpp"

#include <algorithm>
#include <boost/program_options.hpp>
#include <charconv>
#include <sstream>

#include "efm/error.hpp"
#include "efm/printable.hpp"

namespace efm {
namespace {

namespace po = boost::program_options;

constexpr const char* operand_key = "\n";  // nobody can type it

po::options_description description_of(const std::vector<OptionSpec>& specs)
{
    po::options_description description{"Options", 100, 50};
    for (const OptionSpec& spec : specs) {
        const std::string names = spec.letter ? spec.name + ',' + spec.letter : spec.name;
        if (spec.value_name.empty()) {
            description.add_options()(names.c_str(), spec.help.c_str());
        } else {
            auto* value = po::value<std::vector<std::string>>()->value_name(spec.value_name);
            if (!spec.implied.empty()) value->implicit_value({spec.implied}, spec.implied);
            description.add_options()(names.c_str(), value, spec.help.c_str());
        }
    }
    return description;
}

bool is_negative_number(const std::string& text)
{
    int number = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    return text.starts_with('-') && result.ec == std::errc{} && result.ptr == end;
}

// Pgpool's placeholders may be -1 (no such node) or nothing at all: operands, not options.
std::vector<po::option> take_odd_operand(std::vector<std::string>& arguments)
{
    if (!arguments.front().empty() && !is_negative_number(arguments.front())) return {};
    po::option operand;
    operand.position_key = 0;
    operand.value.push_back(arguments.front());
    operand.original_tokens.push_back(arguments.front());
    arguments.erase(arguments.begin());
    return {operand};
}

[[noreturn]] void refuse_value(const std::string& option, const std::string& value)
{
    throw Error(Error::Kind::usage, "option '" + option + "' has no value: '" + value + "' is an option itself");
}

// "--name VALUE" as one word, which takes any value; an option whose value is empty is left out, as a shell leaves out
// a placeholder that stands for nothing. Throws Error (usage) where another option stands in place of the value.
std::vector<std::string> with_joined_values(const std::vector<OptionSpec>& specs,
                                            const std::vector<std::string>& arguments)
{
    const auto spec_of = [&](const std::string& word) {
        return std::ranges::find_if(specs, [&](const OptionSpec& spec) {
            return word == "--" + spec.name || (spec.letter && word == std::string{'-', spec.letter});
        });
    };
    std::vector<std::string> joined;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& word = arguments[i];
        if (word == "--") {
            joined.insert(joined.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.end());
            break;
        }
        const auto spec = spec_of(word);
        if (spec != specs.end() && !spec->implied.empty()) {  // the library would take an operand for its value
            joined.push_back("--" + spec->name + '=' + spec->implied);
            continue;
        }
        if (spec == specs.end() || spec->value_name.empty() || i + 1 == arguments.size()) {
            joined.push_back(word);
            continue;
        }
        const std::string& value = arguments[++i];
        if (spec_of(value) != specs.end()) {
            refuse_value(word, value);
        }
        if (!value.empty()) joined.push_back("--" + spec->name + '=' + value);
    }
    return joined;
}

[[noreturn]] void refuse_line(const std::string& origin, const std::string& fault)
{
    throw Error(Error::Kind::configuration, origin + ": " + fault);
}

// The library cuts a line at the first '#' without a word. A comment behind a blank is meant; inside a word it is not.
void check_comment(std::string_view line, const std::string& origin)
{
    const std::size_t hash = line.find('#');
    if (hash == std::string_view::npos || hash == 0 || line[hash - 1] == ' ' || line[hash - 1] == '\t') return;
    refuse_line(origin, "'#' inside a value starts a comment and would cut it off; choose a name without it");
}

// A NUL byte would cut a path or a name off, and a terminal would obey the rest.
void check_characters(std::string_view line, const std::string& origin)
{
    if (!has_control(line)) return;
    refuse_line(origin, "holds a control character: save the file as plain text (UTF-8)");
}

// One line through the library, so that every value and every error has its line number.
void parse_line(const std::string& section, std::string_view line, const std::string& origin,
                const po::options_description& description, std::vector<Assignment>& assignments)
{
    check_comment(line, origin);
    std::istringstream one_line(section + '\n' + std::string(line));
    try {
        for (const po::option& option : po::parse_config_file(one_line, description, true).options) {
            if (option.unregistered) refuse_line(origin, "unknown key \"" + excerpt(option.string_key, 60) + "\"");
            assignments.push_back({option.string_key, option.value.empty() ? "" : option.value.front(), origin});
        }
    } catch (const po::error&) {
        refuse_line(origin, "expected `key = value`");
    }
}

}  // namespace

ParsedArguments parse_arguments(const std::vector<OptionSpec>& specs, const std::vector<std::string>& arguments)
{
    namespace style = po::command_line_style;
    po::options_description all = description_of(specs);
    all.add_options()(operand_key, po::value<std::vector<std::string>>());
    po::positional_options_description operands;
    operands.add(operand_key, -1);
    ParsedArguments parsed;
    try {
        const auto result = po::command_line_parser(with_joined_values(specs, arguments))
                                .options(all)
                                .positional(operands)
                                .style(style::unix_style & ~style::allow_guessing)
                                .extra_style_parser(take_odd_operand)
                                .run();
        for (const po::option& option : result.options) {
            auto& values = option.string_key == operand_key ? parsed.operands : parsed.options[option.string_key];
            values.insert(values.end(), option.value.begin(), option.value.end());
        }
    } catch (const po::error& error) {
        throw Error(Error::Kind::usage, error.what());
    }
    return parsed;
}

std::string describe(const std::vector<OptionSpec>& specs)
{
    std::ostringstream text;
    text << description_of(specs);
    return text.str();
}

std::vector<Assignment> parse_ini(std::string_view text, const std::string& file_name,
                                  const std::vector<std::string>& known_keys)
{
    po::options_description description;
    for (const std::string& key : known_keys) {
        description.add_options()(key.c_str(), po::value<std::vector<std::string>>());
    }
    std::vector<Assignment> assignments;
    std::string section;
    std::istringstream lines{std::string(text)};
    int number = 0;
    for (std::string raw; std::getline(lines, raw);) {
        const std::string_view line = trim(raw);
        const std::string origin = file_name + ':' + std::to_string(++number);
        check_characters(line, origin);
        if (line.starts_with('[') && line.ends_with(']'))
            section = line;
        else
            parse_line(section, line, origin, description, assignments);
    }
    return assignments;
}

}  // namespace efm
