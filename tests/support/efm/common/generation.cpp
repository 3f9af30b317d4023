#include "generation.hpp"

#include <stdexcept>

namespace standin {

Generation parse_generation(const std::string& text)
{
    std::size_t dot = 0;
    Generation generation;
    generation.major = std::stoi(text, &dot);
    if (dot >= text.size() || text[dot] != '.') throw std::invalid_argument("no generation: " + text);
    generation.minor = std::stoi(text.substr(dot + 1));
    if (generation < Generation{4, 0}) throw std::invalid_argument("no generation of ours: " + text);
    return generation;
}

std::string to_string(const Generation& generation)
{
    return std::to_string(generation.major) + '.' + std::to_string(generation.minor);
}

}  // namespace standin
