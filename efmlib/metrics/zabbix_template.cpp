#include "efm/zabbix_template.hpp"

#include <cstdint>
#include <cstdio>
#include <pugixml.hpp>
#include <sstream>
#include <string_view>

#include "zabbix_parts.hpp"

namespace efm {
namespace {

using zabbix::Item;
using zabbix::Step;
using zabbix::Trigger;

constexpr const char* group_name = "Templates/Databases";
constexpr const char* group_id = "748ad4d098d447d492bb935c907f652f";  // Zabbix' own

std::uint64_t hash_of(std::string_view text, std::uint64_t hash)
{
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return hash ^ (hash >> 29U);
}

// In the form of a random one (version 4), which Zabbix demands, and the same for the same part for ever.
std::string id_of(const std::string& part)
{
    const std::uint64_t high = hash_of(part, 14'695'981'039'346'656'037U);
    const std::uint64_t low = hash_of(part, high);
    char text[48];
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>((high & ~0xF000ULL) | 0x4000ULL),
                  static_cast<unsigned long long>((low & ~(3ULL << 62U)) | (2ULL << 62U)));
    return text;
}

void put(pugi::xml_node parent, const char* tag, const std::string& words)
{
    parent.append_child(tag).text() = words.c_str();
}

void put_if_any(pugi::xml_node parent, const char* tag, const std::string& words)
{
    if (!words.empty()) put(parent, tag, words);
}

void put_master(pugi::xml_node of)
{
    put(of.append_child("master_item"), "key", zabbix::master_key);
}

void put_step(pugi::xml_node steps, const Step& step)
{
    if (!step.type) return;
    pugi::xml_node node = steps.append_child("step");
    put(node, "type", step.type);
    put(node.append_child("parameters"), "parameter", step.parameter);
    if (!step.on_error) return;
    put(node, "error_handler", step.on_error);
    put_if_any(node, "error_handler_params", step.error_value);
}

std::string expression_of(const Trigger& trigger)
{
    std::string text = trigger.expression;
    const std::string item = std::string("/") + zabbix::template_name + '/' + trigger.item;
    for (std::size_t at = text.find("ITEM"); at != std::string::npos; at = text.find("ITEM", at + item.size())) {
        text.replace(at, 4, item);
    }
    return text;
}

void put_triggers(pugi::xml_node item, const char* list, const char* tag, std::span<const Trigger> triggers,
                  std::string_view key)
{
    pugi::xml_node nodes;
    for (const Trigger& trigger : triggers) {
        if (trigger.item != key) continue;
        if (!nodes) nodes = item.append_child(list);
        pugi::xml_node node = nodes.append_child(tag);
        put(node, "uuid", id_of(std::string("trigger ") + trigger.item + ' ' + trigger.name));
        put(node, "expression", expression_of(trigger));
        put(node, "name", trigger.name);
        put(node, "priority", trigger.priority);
        put(node, "description", trigger.description);
    }
}

void put_item(pugi::xml_node node, const Item& item)
{
    put(node, "uuid", id_of(std::string("item ") + item.key));
    put(node, "name", item.name);
    put(node, "type", "DEPENDENT");
    put(node, "key", item.key);
    put(node, "delay", "0");
    if (std::string_view(item.value_type) == "CHAR") put(node, "trends", "0");
    if (std::string_view(item.value_type) != "UNSIGNED") put(node, "value_type", item.value_type);
    put_if_any(node, "units", item.units);
    put(node, "description", item.description);
    if (*item.value_map != '\0') put(node.append_child("valuemap"), "name", item.value_map);
    pugi::xml_node steps = node.append_child("preprocessing");
    for (const Step& step : item.steps) put_step(steps, step);
    put_master(node);
    pugi::xml_node tag = node.append_child("tags").append_child("tag");
    put(tag, "tag", "component");
    put(tag, "value", "efm-pgpool");
}

void put_master_item(pugi::xml_node items)
{
    pugi::xml_node node = items.append_child("item");
    put(node, "uuid", id_of(std::string("item ") + zabbix::master_key));
    put(node, "name", "Status");
    put(node, "key", zabbix::master_key);
    put(node, "delay", "30s");
    put(node, "history", "1h");
    put(node, "trends", "0");
    put(node, "value_type", "TEXT");
    put(node, "description", "What `pgpool_backend status --json` says, by the agent's UserParameter.");
    put_triggers(node, "triggers", "trigger", zabbix::triggers(), zabbix::master_key);
}

void put_items(pugi::xml_node parent)
{
    pugi::xml_node items = parent.append_child("items");
    put_master_item(items);
    for (const Item& item : zabbix::items()) {
        pugi::xml_node node = items.append_child("item");
        put_item(node, item);
        put_triggers(node, "triggers", "trigger", zabbix::triggers(), item.key);
    }
}

void put_rule(pugi::xml_node rules, const zabbix::Rule& rule)
{
    pugi::xml_node node = rules.append_child("discovery_rule");
    put(node, "uuid", id_of(std::string("rule ") + rule.key));
    put(node, "name", rule.name);
    put(node, "type", "DEPENDENT");
    put(node, "key", rule.key);
    put(node, "delay", "0");
    pugi::xml_node prototypes = node.append_child("item_prototypes");
    for (const Item& item : rule.items) {
        pugi::xml_node prototype = prototypes.append_child("item_prototype");
        put_item(prototype, item);
        put_triggers(prototype, "trigger_prototypes", "trigger_prototype", rule.triggers, item.key);
    }
    put_master(node);
    pugi::xml_node paths = node.append_child("lld_macro_paths");
    for (const auto& [macro, path] : rule.macros) {
        if (!macro) continue;
        pugi::xml_node pair = paths.append_child("lld_macro_path");
        put(pair, "lld_macro", macro);
        put(pair, "path", path);
    }
    put_step(node.append_child("preprocessing"), rule.step);
}

void put_macros(pugi::xml_node parent)
{
    pugi::xml_node macros = parent.append_child("macros");
    for (const zabbix::Macro& macro : zabbix::macros()) {
        pugi::xml_node node = macros.append_child("macro");
        put(node, "macro", macro.name);
        put(node, "value", macro.value);
        put(node, "description", macro.description);
    }
}

void put_value_maps(pugi::xml_node parent)
{
    pugi::xml_node maps = parent.append_child("valuemaps");
    pugi::xml_node mappings;
    std::string current;
    for (const zabbix::Mapping& mapping : zabbix::mappings()) {
        if (current != mapping.map) {
            current = mapping.map;
            pugi::xml_node map = maps.append_child("valuemap");
            put(map, "uuid", id_of("value map " + current));
            put(map, "name", current);
            mappings = map.append_child("mappings");
        }
        pugi::xml_node node = mappings.append_child("mapping");
        put(node, "value", mapping.value);
        put(node, "newvalue", mapping.words);
    }
}

}  // namespace

std::string zabbix_template()
{
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = document.append_child("zabbix_export");
    put(root, "version", "6.0");
    pugi::xml_node group = root.append_child("groups").append_child("group");
    put(group, "uuid", group_id);
    put(group, "name", group_name);
    pugi::xml_node made = root.append_child("templates").append_child("template");
    put(made, "uuid", id_of(zabbix::template_name));
    put(made, "template", zabbix::template_name);
    put(made, "name", zabbix::template_name);
    put(made, "description",
        "EFM, Pgpool-II and PostgreSQL, and whether they agree. Made by `pgpool_backend metrics "
        "--zabbix-template`.");
    put(made.append_child("groups").append_child("group"), "name", group_name);
    put_items(made);
    pugi::xml_node rules = made.append_child("discovery_rules");
    for (const zabbix::Rule& rule : zabbix::rules()) put_rule(rules, rule);
    put_macros(made);
    put_value_maps(made);
    std::ostringstream out;
    document.save(out, "  ");
    return out.str();
}

}  // namespace efm
