#include <array>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "efm/status_reports.hpp"
#include "json_text.hpp"
#include "printable.hpp"
#include "status_draft.hpp"
#include "status_forms.hpp"

namespace efm {
namespace {

using Json = nlohmann::json;
using Names = std::initializer_list<std::string_view>;

// Stray lines before the document may hold braces of their own.
constexpr int most_attempts = 16;

// Letters in any case: "lsnInfo" in the manual may be "lsninfo" on the wire. EFM 5 renamed the xlog keys.
const Names received_names = {"lsnReceive", "xlogReceive"};
const Names replayed_names = {"lsn", "xlog"};
const Names info_names = {"lsnInfo", "xlogInfo"};

bool is_key(std::string_view word)
{
    constexpr std::array keys{"type",        "agent", "db",   "vip",     "vip_active", "lsnReceive",
                              "xlogReceive", "lsn",   "xlog", "lsnInfo", "xlogInfo",   "address"};
    return std::ranges::any_of(keys, [&](std::string_view key) { return same_word(key, word); });
}

// The value of the first of the names that the object has; null for none, and for a JSON null.
const Json* value_of(const Json& object, Names names)
{
    for (const std::string_view name : names) {
        for (const auto& [key, value] : object.items()) {
            if (same_word(trim(key), name)) return value.is_null() ? nullptr : &value;
        }
    }
    return nullptr;
}

// A JSON object of a report, and where it is in it as remarks say. Asks for a value's type before it takes the value,
// so that the JSON library has no reason to throw.
class Object {
public:
    Object(const Json& json, std::string place, StatusDraft& draft)
        : json_(json), place_(std::move(place)), draft_(draft)
    {
    }

    std::optional<std::string> text(Names names) const
    {
        const Json* const value = value_of(json_, names);
        if (!value) return std::nullopt;
        if (value->is_string()) return value->get<std::string>();
        remark(names, *value, "text");
        return std::nullopt;
    }

    // EFM writes true in one report and "true" in another.
    std::optional<bool> boolean(Names names) const
    {
        const Json* const value = value_of(json_, names);
        if (!value) return std::nullopt;
        if (value->is_boolean()) return value->get<bool>();
        const std::string word = value->is_string() ? one_line(value->get<std::string>()) : "";
        if (same_word(word, "true")) return true;
        if (same_word(word, "false")) return false;
        remark(names, *value, "true or false");
        return std::nullopt;
    }

    std::optional<int> count(Names names) const
    {
        const Json* const value = value_of(json_, names);
        if (!value) return std::nullopt;
        if (value->is_number_integer() && *value >= 0 && *value <= std::numeric_limits<int>::max()) {
            return value->get<int>();
        }
        remark(names, *value, "a count");
        return std::nullopt;
    }

    template <typename Take>
    bool each_text(Names names, Take take) const
    {
        const Json* const values = value_of(json_, names);
        if (!values) return false;
        if (!values->is_array()) {
            remark(names, *values, "a list");
            return false;
        }
        for (const Json& value : *values) {
            if (value.is_string()) {
                take(value.get<std::string>());
            } else {
                remark(names, value, "text");
            }
        }
        return true;
    }

    std::optional<std::vector<std::string>> list(Names names) const
    {
        std::vector<std::string> texts;
        if (!each_text(names, [&](const std::string& text) { draft_.add_to(texts, text); })) return std::nullopt;
        return texts;
    }

private:
    void remark(Names names, const Json& value, const std::string& wanted) const
    {
        draft_.remark(place_ + std::string(*names.begin()) + " is " + excerpt(value.dump(), 60) + ", not " + wanted +
                      ": left out");
    }

    const Json& json_;
    std::string place_;
    StatusDraft& draft_;
};

void read_member(const Json& json, Member& member, StatusDraft& draft)
{
    const Object object(json, member.address + ": ", draft);
    draft.set_type(member, object.text({"type"}).value_or(""));
    draft.set_agent(member, object.text({"agent"}).value_or(""));
    draft.set_database(member, object.text({"db"}).value_or(""));
    draft.set_vip(member, object.text({"vip"}).value_or(""));
    member.vip_active = object.boolean({"vip_active"});
    draft.set_received(member, object.text(received_names).value_or(""));
    draft.set_replayed(member, object.text(replayed_names).value_or(""));
    member.info = one_line(object.text(info_names).value_or(""));
}

void read_members(const Json& nodes, StatusDraft& draft)
{
    for (const auto& [address, node] : nodes.items()) {
        if (!node.is_object()) {
            draft.remark(excerpt(address, 60) + " is " + excerpt(node.dump(), 60) + ", not a member: left out");
        } else if (Member* const member = draft.add(address)) {
            read_member(node, *member, draft);
        }
    }
}

void read_cluster(const Json& report, StatusDraft& draft)
{
    read_members(*value_of(report, {"nodes"}), draft);
    const Object object(report, "", draft);
    draft.status.allowed = object.list({"allowednodes"});
    draft.status.failover_priority = object.list({"failoverpriority"});
    draft.status.missing = object.list({"missingnodes"});
    draft.status.minimum_standbys = object.count({"minimumstandbys"});
    const std::string coordinator = one_line(object.text({"membershipcoordinator"}).value_or(""));
    if (!coordinator.empty()) draft.status.coordinator = coordinator;
    object.each_text({"messages"}, [&](const std::string& sentence) { draft.add_message(sentence); });
}

struct Document {
    Json json;
    std::vector<std::string> remarks;
};

std::optional<Document> parse_document(std::string_view text)
{
    constexpr bool throws = false;
    Document document{Json::parse(text, nullptr, throws), {}};
    if (!document.json.is_discarded()) return document;
    auto mended = mend_json(text, is_key);
    if (!mended) return std::nullopt;
    document = {Json::parse(mended->text, nullptr, throws), std::move(mended->remarks)};
    if (document.json.is_discarded()) return std::nullopt;
    return document;
}

// The first document in the text that satisfies the condition; others, and what is around them, is passed over.
template <typename Condition>
std::optional<Document> find_document(std::string_view text, Condition condition)
{
    std::size_t begin = text.find('{');
    for (int attempt = 0; attempt < most_attempts && begin != std::string_view::npos; ++attempt) {
        const auto object = object_at(text, begin);
        auto document = object ? parse_document(*object) : std::nullopt;
        if (document && condition(document->json)) {
            const std::string before = excerpt(text.substr(0, begin), 120);
            const std::string after = excerpt(text.substr(begin + object->size()), 120);
            if (!before.empty()) document->remarks.push_back("before the report: " + before);
            if (!after.empty()) document->remarks.push_back("after the report: " + after);
            return document;
        }
        begin = text.find('{', begin + 1);
    }
    return std::nullopt;
}

// What the parsers have in common: the document by which it is known, then its values.
template <typename Condition, typename Read>
ClusterStatus parse_json(const char* name, std::string_view report, const char* fault, Condition condition, Read read)
{
    StatusDraft draft(name, report);
    const auto document = find_document(draft.text(), condition);
    if (!document) draft.reject(fault);
    for (const std::string& remark : document->remarks) draft.remark(remark);
    read(document->json, draft);
    return std::move(draft).finish();
}

constexpr const char* cluster_report = "cluster-status-json";
constexpr const char* no_nodes = "no \"nodes\" in it";

bool has_nodes(const Json& json)
{
    const Json* const nodes = value_of(json, {"nodes"});
    return nodes && nodes->is_object();
}

}  // namespace

ClusterStatus parse_cluster_json(std::string_view report)
{
    return parse_json(cluster_report, report, no_nodes, has_nodes, read_cluster);
}

std::string cluster_document(std::string_view printed)
{
    const StatusDraft draft(cluster_report, printed);
    const auto document = find_document(draft.text(), has_nodes);
    if (!document) draft.reject(no_nodes);
    return document->json.dump();
}

ClusterStatus parse_node_json(std::string_view report)
{
    const auto names_itself = [](const Json& json) {
        const Json* const address = value_of(json, {"address"});
        return address && address->is_string() && value_of(json, {"type"});
    };
    const auto read = [](const Json& json, StatusDraft& draft) {
        Member* const member = draft.add(value_of(json, {"address"})->get<std::string>());
        if (member) read_member(json, *member, draft);
    };
    return parse_json("node-status-json", report, "no \"type\" and \"address\" in it", names_itself, read);
}

}  // namespace efm
