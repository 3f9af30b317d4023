#include "markup.hpp"

#include <cstdio>
#include <ctime>

#include "efm/printable.hpp"

namespace efm {

pugi::xml_node add(pugi::xml_node parent, const char* tag, const char* look)
{
    pugi::xml_node node = parent.append_child(tag);
    if (*look != '\0') node.append_attribute("class") = look;
    return node;
}

pugi::xml_node add(pugi::xml_node parent, const char* tag, const char* look, std::string_view words)
{
    pugi::xml_node node = add(parent, tag, look);
    add_words(node, words);
    return node;
}

// An element without any content would be written like <p />, which HTML takes for an open one.
void add_words(pugi::xml_node parent, std::string_view words)
{
    const std::string text = one_line(words);
    parent.append_child(pugi::node_pcdata).set_value(text.empty() ? "\xC2\xA0" : text.c_str());
}

void set(pugi::xml_node node, const char* name, std::string_view value)
{
    node.append_attribute(name) = one_line(value).c_str();
}

void set(pugi::xml_node node, Numbers numbers)
{
    for (const auto& [name, value] : numbers) {
        char text[32];
        std::snprintf(text, sizeof text, "%.6g", value);
        node.append_attribute(name) = text;
    }
}

std::string shortened(std::string_view words, std::size_t characters)
{
    std::string text = one_line(words);
    std::size_t count = 0;
    std::size_t cut = 0;  // where the last one that fits beside an ellipsis ends
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
        if (count + 1 == characters) cut = i;
        if (++count > characters) return text.substr(0, cut) + "\xE2\x80\xA6";
    }
    return text;
}

std::string utc_text(std::chrono::system_clock::time_point time)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

}  // namespace efm
