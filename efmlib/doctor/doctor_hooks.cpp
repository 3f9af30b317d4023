#include <algorithm>
#include <map>
#include <set>

#include "doctor_checks.hpp"
#include "printable.hpp"

namespace efm {
namespace {

constexpr const char* ours[] = {"load_balancer_attach", "load_balancer_detach", "pgpool_backend"};

bool is_ours(const HookLine& line)
{
    return std::ranges::find(ours, line.name()) != std::end(ours);
}

const std::vector<Property>* properties_of(const Evidence& evidence)
{
    const bool known = evidence.properties && !evidence.properties->fault;
    return known ? &evidence.properties->values : nullptr;
}

std::string value_or_nothing(const std::vector<Property>& properties, const char* key)
{
    return std::string(trim(value_of(properties, key).value_or("")));
}

bool is_true(const std::vector<Property>& properties, const char* key)
{
    return same_word(value_or_nothing(properties, key), "true");
}

// One line that EFM is to have.
struct Expected {
    const char* check;
    const char* property;
    const char* program;
    const char* arguments;  // behind it, as they are advised
};

constexpr Expected attach_line{"attach_line", "script.load.balancer.attach", "load_balancer_attach", "%h %t"};
constexpr Expected detach_line{"detach_line", "script.load.balancer.detach", "load_balancer_detach", "%h %t"};
constexpr Expected promotion_line{"promotion_line", "script.post.promotion", "pgpool_backend",
                                  "promote %p --as post-promotion"};

std::string advice(const Expected& expected)
{
    return std::string("write ") + expected.property + "=/usr/bin/" + expected.program + ' ' + expected.arguments +
           ", on every node, and restart its agent";
}

std::string_view opposite_of(const Expected& expected)
{
    const std::string_view program = expected.program;
    if (program == attach_line.program) return detach_line.program;
    return program == detach_line.program ? attach_line.program : "";
}

// What keeps EFM from running the line at all, or us from knowing what it does. True: nothing does.
bool can_be_run(const Evidence& evidence, const Expected& expected, const std::string& text, Examination& found)
{
    const std::string& where = evidence.properties->path;
    const std::string property = expected.property;
    const HookLine line = parse_hook_line(text);
    const ProgramFault fault = fault_of_program(evidence, line);
    if (text.find_first_of("'\"") != std::string::npos) {
        found.fail(expected.check, where, property + " has quotes, which EFM hands on as they are", advice(expected));
    } else if (!fault.what.empty()) {
        found.fail(expected.check, where, property + " runs " + line.program + ", which " + fault.what, fault.remedy);
    } else if (line.name() == opposite_of(expected)) {
        found.fail(expected.check, where, property + " runs " + line.program + ", which does the opposite",
                   advice(expected));
    } else if (line.name() != expected.program) {
        found.warn(expected.check, where, property + " runs " + line.program + ", which is not " + expected.program,
                   advice(expected));
    } else {
        return true;
    }
    return false;
}

void check_load_balancer_line(const Evidence& evidence, const Expected& expected, Examination& found)
{
    const std::string text = value_or_nothing(*properties_of(evidence), expected.property);
    const std::string& where = evidence.properties->path;
    const std::string property = expected.property;
    if (text.empty()) {
        found.fail(expected.check, where, property + " is not set: Pgpool is never told", advice(expected));
        return;
    }
    if (!can_be_run(evidence, expected, text, found)) return;
    const HookLine line = parse_hook_line(text);
    const bool in_order = !line.operands.empty() && line.operands.size() <= 2 && line.operands[0] == "%h" &&
                          (line.operands.size() == 1 || line.operands[1] == "%t");
    if (in_order) {
        found.well(expected.check, where, property + " tells Pgpool");
        return;
    }
    found.fail(expected.check, where,
               property + " gives " + line.shown_operands() + " in place of %h %t, address and type", advice(expected));
}

std::string fault_of_promotion(const HookLine& line)
{
    const std::string property = promotion_line.property;
    const bool in_order =
        line.operands.size() == 2 && same_word(line.operands[0], "promote") && line.operands[1] == "%p";
    if (!in_order) return property + " gives " + line.shown_operands() + " in place of promote %p, the new primary";
    if (line.option("as") != "post-promotion") {
        return property + " lacks --as post-promotion: its word is taken for an operator's";
    }
    return "";
}

// A hook of ours where a failure of it fails the cluster over.
void check_slot(const Evidence& evidence, const char* property, const std::string& slot, Examination& found)
{
    const HookLine line = parse_hook_line(value_or_nothing(*properties_of(evidence), property));
    if (!is_ours(line) || (line.option("as") == slot &&
                           !std::ranges::count(line.options, "strict", &std::pair<std::string, std::string>::first))) {
        return;
    }
    found.fail(slot + "_line", evidence.properties->path,
               std::string(property) + " does not say --as " + slot + ": a failure of ours would " +
                   (slot == "fence" ? "abort the promotion" : "fail a healthy primary over"),
               "add --as " + slot + " to the line, without --strict");
}

}  // namespace

ProgramFault fault_of_program(const Evidence& evidence, const HookLine& line)
{
    using Kind = PathFacts::Kind;
    const PathFacts* program = evidence.program(line.program);
    if (!line.program.starts_with('/')) return {"is not an absolute path", "write /usr/bin/" + line.program};
    if (!program) return {};
    if (program->kind == Kind::missing) return {"does not exist", "install the suite on this host, or mend the path"};
    if (program->kind == Kind::hidden) {
        return {"user " + evidence.user + " cannot reach", "chmod o+x the directories on the way to it"};
    }
    if (program->kind != Kind::file || !program->executable) {
        return {"user " + evidence.user + " may not run", "chmod 755 " + line.program};
    }
    return {};
}

void check_properties(const Evidence& evidence, Examination& found)
{
    if (!evidence.properties) {
        found.warn("efm_properties", "hooks.conf", "efm.properties is not set: the hook lines are not looked at",
                   "set efm.properties = /etc/edb/efm-X.Y/CLUSTER.properties");
    } else if (evidence.properties->fault) {
        found.fail("efm_properties", evidence.properties->path, *evidence.properties->fault,
                   "let user " + evidence.user + " read it (usermod -aG efm " + evidence.user +
                       "), or mend efm.properties in hooks.conf");
    } else {
        found.well("efm_properties", evidence.properties->path, "can be read");
    }
}

void check_load_balancer_lines(const Evidence& evidence, Examination& found)
{
    if (!properties_of(evidence)) return;
    check_load_balancer_line(evidence, attach_line, found);
    check_load_balancer_line(evidence, detach_line, found);
}

void check_promotion_line(const Evidence& evidence, Examination& found)
{
    if (!properties_of(evidence)) return;
    const std::string& where = evidence.properties->path;
    const std::string text = value_or_nothing(*properties_of(evidence), promotion_line.property);
    if (text.empty()) {
        found.fail(promotion_line.check, where,
                   std::string(promotion_line.property) + " is not set: Pgpool is not told who the primary is",
                   advice(promotion_line));
        return;
    }
    if (!can_be_run(evidence, promotion_line, text, found)) return;
    const std::string fault = fault_of_promotion(parse_hook_line(text));
    if (fault.empty())
        found.well(promotion_line.check, where,
                   std::string(promotion_line.property) + " tells Pgpool of the new primary");
    else
        found.fail(promotion_line.check, where, fault, advice(promotion_line));
}

void check_slots(const Evidence& evidence, Examination& found)
{
    if (!properties_of(evidence)) return;
    check_slot(evidence, "script.fence", "fence", found);
    check_slot(evidence, "script.custom.monitor", "monitor", found);
    const std::vector<Property>& properties = *properties_of(evidence);
    const bool monitors = is_ours(parse_hook_line(value_or_nothing(properties, "script.custom.monitor")));
    if (!monitors || is_true(properties, "custom.monitor.safe.mode")) return;
    found.warn("safe_mode", evidence.properties->path,
               "custom.monitor.safe.mode is not true: a monitor that is killed fails a healthy primary over",
               "set custom.monitor.safe.mode=true and restart the agent");
}

// A line of ours without --config reads the default file, whatever file was looked at here.
void check_hook_settings(const Evidence& evidence, Examination& found)
{
    if (!properties_of(evidence) || evidence.settings_path.empty()) return;
    std::map<std::string_view, std::string_view> lines;  // the last one of a key counts
    for (const Property& property : *properties_of(evidence)) {
        if (property.key.starts_with("script.")) lines[property.key] = property.value;
    }
    std::set<std::string> others;
    for (const auto& [property, value] : lines) {
        const HookLine line = parse_hook_line(trim(value));
        if (!is_ours(line)) continue;
        const std::string named = line.option("config") + line.option("c");
        const std::string file = named.empty() ? default_settings_file : named;
        if (file != evidence.settings_path) others.insert(file);
    }
    for (const std::string& file : others) {
        found.warn("hook_settings", evidence.properties->path,
                   "hooks read " + file + ", and " + evidence.settings_path + " was looked at",
                   "pgpool_backend doctor --config " + file);
    }
    if (others.empty())
        found.well("hook_settings", evidence.properties->path, "hooks read the file that was looked at");
}

void check_native_pgpool(const Evidence& evidence, Examination& found)
{
    if (!properties_of(evidence)) return;
    if (!is_true(*properties_of(evidence), "pgpool.enable")) {
        found.well("pgpool_enable", evidence.properties->path, "EFM's own Pgpool integration is off");
        return;
    }
    found.fail("pgpool_enable", evidence.properties->path,
               "pgpool.enable is true: EFM's own integration attaches and detaches beside the hooks",
               "set pgpool.enable=false on every node and restart its agent");
}

// The default was true from 4.2 to 4.10.
void check_detach_on_agent_failure(const Evidence& evidence, Examination& found)
{
    if (!properties_of(evidence)) return;
    const auto value = value_of(*properties_of(evidence), "detach.on.agent.failure");
    const std::string release = release_in(evidence.properties->path);
    const bool by_default = !is_older_release(release, "4.2") && is_older_release(release, "5.0");
    const bool on = value ? same_word(trim(*value), "true") : by_default;
    if (!on) {
        found.well("detach_on_agent_failure", evidence.properties->path, "a primary whose agent alone dies stays in");
        return;
    }
    found.warn("detach_on_agent_failure", evidence.properties->path,
               std::string("detach.on.agent.failure is ") +
                   (value ? "true" : "not set, which means true in this release") +
                   ": a healthy primary is taken out when its agent alone dies",
               "set detach.on.agent.failure=false on every node and restart its agent");
}

}  // namespace efm
