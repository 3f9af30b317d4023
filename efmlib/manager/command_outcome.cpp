#include "command_outcome.hpp"

#include <algorithm>
#include <array>

#include "printable.hpp"

namespace efm {
namespace {

struct Sentence {
    std::string_view words;
    Error::Kind kind;
};

constexpr std::array<Sentence, 6> refusals{{
    {"authorization file not found", Error::Kind::unreachable},
    {"not authorized to run this command", Error::Kind::refused},
    // The others are sudo's.
    {"is not allowed to execute", Error::Kind::configuration},
    {"is not allowed to run sudo on", Error::Kind::configuration},
    {"may not run sudo on", Error::Kind::configuration},
    {"is not in the sudoers file", Error::Kind::configuration},
}};

// Whether sudo alone has spoken, and of more than a name that did not resolve: it runs the program all the same.
bool is_all_of_sudo(std::string_view words)
{
    bool objected = false;
    while (starts_with_words(words, "sudo: ")) {
        const std::size_t end = std::min(words.find('\n'), words.size());
        objected = objected || !starts_with_words(words, "sudo: unable to resolve host");
        words = trim(words.substr(end));
    }
    return objected && words.empty();
}

}  // namespace

void require_ended(const std::string& name, const CommandResult& result)
{
    using Ending = CommandResult::Ending;
    const bool started = result.duration.count() > 0;
    const std::string late = started ? "had not ended after " + std::to_string(result.duration.count()) + " ms"
                                     : "was not run: there is no time left for it";
    const std::string said = excerpt(words_of(result));
    const std::string after = said.empty() ? "" : "; it said \"" + said + '"';
    switch (result.ending) {
        case Ending::exited:
            return;
        case Ending::timed_out:
            throw Error(Error::Kind::try_later, name + ' ' + late + after);
        case Ending::cancelled:
            throw Error(Error::Kind::cancelled, name + " was cancelled" + after);
        case Ending::signalled:
            throw Error(Error::Kind::system,
                        name + " was ended by signal " + std::to_string(result.signal.value_or(0)) + after);
    }
}

std::string words_of(const CommandResult& result)
{
    std::string words(trim(result.out));
    const std::string_view errors = trim(result.err);
    if (!words.empty() && !errors.empty()) words += '\n';
    return words.append(errors);
}

std::optional<Error> known_refusal(const std::string& name, const CommandResult& result)
{
    const std::string words = words_of(result);
    const auto error = [&](Error::Kind kind) {
        return Error(kind, name + ": " + excerpt(words));
    };
    for (const Sentence& refusal : refusals) {
        if (contains_words(words, refusal.words)) return error(refusal.kind);
    }
    if (!result.succeeded() && is_all_of_sudo(words)) return error(Error::Kind::configuration);
    return std::nullopt;
}

}  // namespace efm
