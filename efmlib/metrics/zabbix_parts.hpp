// What is in the template, as tables.
#pragma once

#include <span>

namespace efm::zabbix {

inline constexpr const char* template_name = "EFM and Pgpool-II by Zabbix agent";
inline constexpr const char* master_key = "efm.pgpool.status";

// How a value comes out of the document.
struct Step {
    const char* type = nullptr;  // JSONPATH, JAVASCRIPT, BOOL_TO_DECIMAL, MULTIPLIER, MATCHES_REGEX; null: none
    const char* parameter = "";
    const char* on_error = nullptr;  // DISCARD_VALUE or CUSTOM_VALUE
    const char* error_value = "";
};

struct Item {
    const char* key;
    const char* name;
    const char* description;
    const char* value_type;  // UNSIGNED, FLOAT, CHAR
    const char* units;
    const char* value_map;  // of value_maps(); empty: none
    Step steps[3];
};

struct Trigger {
    const char* item;        // the key that it is about
    const char* expression;  // ITEM stands for the item
    const char* name;
    const char* description;
    const char* priority;
};

struct Rule {
    const char* key;
    const char* name;
    Step step;                 // makes an array of the document
    const char* macros[2][2];  // {#NODE}, $.node; null: there is no second
    std::span<const Item> items;
    std::span<const Trigger> triggers;
};

struct Mapping {
    const char* map;
    const char* value;
    const char* words;
};

struct Macro {
    const char* name;
    const char* value;
    const char* description;
};

std::span<const Item> items();
std::span<const Trigger> triggers();  // of items and of the master
std::span<const Rule> rules();
std::span<const Mapping> mappings();  // those of one map together
std::span<const Macro> macros();

}  // namespace efm::zabbix
