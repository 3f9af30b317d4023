#include "hook_line.hpp"

#include <sstream>

namespace standin {
namespace {

std::string replaced(const std::string& text, const Placeholders& placeholders)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto found = text[i] == '%' && i + 1 < text.size() ? placeholders.find(text[i + 1]) : placeholders.end();
        if (found == placeholders.end()) {
            result += text[i];
        } else {
            result += found->second;
            ++i;
        }
    }
    return result;
}

}  // namespace

std::vector<std::string> hook_argv(const std::string& value, const Placeholders& placeholders, bool empty_argument)
{
    std::istringstream words(empty_argument ? value : replaced(value, placeholders));
    std::vector<std::string> argv;
    for (std::string word; words >> word;) argv.push_back(empty_argument ? replaced(word, placeholders) : word);
    return argv;
}

}  // namespace standin
