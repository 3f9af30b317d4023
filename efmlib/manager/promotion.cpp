#include "promotion.hpp"

#include "efm/error.hpp"
#include "manager_arguments.hpp"
#include "printable.hpp"

namespace efm {
namespace {

constexpr std::string_view prompt = "[y/N]";

std::size_t answers_of(const Promotion& promotion)
{
    switch (promotion.answer) {
        case Promotion::Answer::none:
            return 0;
        case Promotion::Answer::yes:
            return 1;
        case Promotion::Answer::force:
            break;
    }
    return 5;  // EFM is known to ask three
}

std::size_t count_prompts(std::string_view text)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(prompt); at != std::string_view::npos; at = text.find(prompt, at + 1)) ++count;
    return count;
}

// What stands before the last prompt. Answers out of a file end no line, so another prompt may stand on the same.
std::string last_question(std::string_view text)
{
    text = text.substr(0, text.rfind(prompt));
    const std::size_t previous = text.rfind(prompt);
    if (previous != std::string_view::npos) text.remove_prefix(previous + prompt.size());
    if (text.starts_with(':')) text.remove_prefix(1);
    return excerpt(text, 400) + ' ' + std::string(prompt);
}

}  // namespace

std::vector<std::string> promotion_arguments(const Promotion& promotion)
{
    std::vector<std::string> arguments;
    if (promotion.switchover) arguments.emplace_back("-switchover");
    if (promotion.source_node) {
        if (!promotion.switchover) throw Error(Error::Kind::usage, "a source node belongs to a switchover");
        arguments.emplace_back("-sourcenode");
        arguments.push_back(host_argument(*promotion.source_node));
    }
    if (promotion.quiet) arguments.emplace_back("-quiet");
    if (promotion.no_scripts) arguments.emplace_back("-noscripts");
    return arguments;
}

std::optional<std::string> promotion_input(const Promotion& promotion)
{
    const std::size_t answers = answers_of(promotion);
    if (answers == 0) return std::nullopt;
    std::string input;
    for (std::size_t i = 0; i < answers; ++i) input += "y\n";
    return input;
}

std::optional<std::string> certain_question(const Promotion& promotion)
{
    if (promotion.switchover || answers_of(promotion) > 0) return std::nullopt;
    return "The primary database will be shut down and a standby will be promoted. "
           "Are you sure you want to continue? [y/N]";
}

std::optional<std::string> open_question(const Promotion& promotion, std::string_view printed)
{
    if (count_prompts(printed) <= answers_of(promotion)) return std::nullopt;
    return last_question(printed);
}

}  // namespace efm
