// Elements of a page and of the pictures in it.
#pragma once

#include <initializer_list>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "efm/journal_records.hpp"

namespace efm {

using Numbers = std::initializer_list<std::pair<const char*, double>>;

// A new element at the end of `parent`. `look`: its class, if it has one.
pugi::xml_node add(pugi::xml_node parent, const char* tag, const char* look = "");

// The same with words in it, whatever bytes they are made of.
pugi::xml_node add(pugi::xml_node parent, const char* tag, const char* look, std::string_view words);

void add_words(pugi::xml_node parent, std::string_view words);
void set(pugi::xml_node node, const char* name, std::string_view value);
void set(pugi::xml_node node, Numbers numbers);

// At most so many characters, the last of them an ellipsis if something was cut.
std::string shortened(std::string_view words, std::size_t characters);

// "2026-11-21 13:50:12", UTC.
std::string utc_text(std::chrono::system_clock::time_point time);

}  // namespace efm
