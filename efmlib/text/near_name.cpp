#include "near_name.hpp"

#include <algorithm>
#include <numeric>

namespace efm {
namespace {

constexpr std::size_t letters_per_slip = 4;  // "pol" may be "pool", "log" is not "map"
constexpr std::size_t most_slips = 2;
constexpr std::size_t longest = 128;

std::string bare(std::string_view word)
{
    std::string letters;
    for (const char c : word) {
        if (c != '_') letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return letters;
}

// How many letters have to be put in, taken out or exchanged (Levenshtein); no less than `far` as soon as it is that.
std::size_t distance(const std::string& one, const std::string& other, std::size_t far)
{
    const auto [shorter, longer] = std::minmax({one.size(), other.size()});
    if (longer - shorter >= far) return far;
    std::vector<std::size_t> row(other.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= one.size(); ++i) {
        std::size_t diagonal = row[0]++;
        for (std::size_t j = 1; j <= other.size(); ++j) {
            const std::size_t exchanged = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, exchanged});
        }
        if (std::ranges::min(row) >= far) return far;
    }
    return row.back();
}

}  // namespace

std::optional<std::string> near_name(std::string_view word, const std::vector<std::string>& names)
{
    const std::string wanted = bare(word.substr(0, longest));
    std::size_t nearest = std::min(most_slips, wanted.size() / letters_per_slip) + 1;
    std::optional<std::string> found;
    for (const std::string& name : names) {
        const std::size_t slips = distance(wanted, bare(name), nearest);
        if (slips >= nearest) continue;
        nearest = slips;
        found = name;
    }
    return found;
}

}  // namespace efm
