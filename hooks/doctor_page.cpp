#include "doctor_page.hpp"

#include <algorithm>

#include "output.hpp"

namespace hooks {
namespace {

constexpr const char* red = "\033[31m";
constexpr const char* yellow = "\033[33m";
constexpr const char* green = "\033[32m";
constexpr const char* plain = "\033[0m";
constexpr std::size_t verdict_width = 6;

const char* colour_of(efm::Verdict verdict)
{
    switch (verdict) {
        case efm::Verdict::well:
            return green;
        case efm::Verdict::warning:
            return yellow;
        case efm::Verdict::failure:
            return red;
    }
    return plain;
}

std::string coloured(const std::string& text, efm::Verdict verdict, bool colour)
{
    return colour ? colour_of(verdict) + text + plain : text;
}

std::string padded(std::string text, std::size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

}  // namespace

std::string doctor_page(const std::vector<efm::Diagnosis>& diagnoses, bool quiet, bool colour)
{
    std::size_t width = 0;
    for (const efm::Diagnosis& line : diagnoses) width = std::max(width, line.check.size());
    const efm::Verdict worst = diagnoses.empty() ? efm::Verdict::well : diagnoses.front().verdict;
    std::string page = coloured(summary(diagnoses), worst, colour) + '\n';
    for (const efm::Diagnosis& line : diagnoses) {
        if (quiet && line.verdict == efm::Verdict::well) continue;
        const std::string remedy = line.remedy.empty() ? "" : "  ->  " + line.remedy;
        page += coloured(padded(std::string(to_string(line.verdict)), verdict_width), line.verdict, colour) +
                padded(line.check, width) + "  " + one_line(line.where + ": " + line.what + remedy) + '\n';
    }
    return page;
}

ExitCode doctor_exit(const std::vector<efm::Diagnosis>& diagnoses)
{
    if (count(diagnoses, efm::Verdict::failure) > 0) return exit_configuration;
    return count(diagnoses, efm::Verdict::warning) > 0 ? exit_try_later : exit_done;
}

}  // namespace hooks
