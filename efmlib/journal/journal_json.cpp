#include <nlohmann/json.hpp>

#include "efm/timeline.hpp"

namespace efm {
namespace {

using nlohmann::ordered_json;

constexpr int schema = 1;

// Seconds since 1970, with six decimals.
double seconds_of(Timestamp time)
{
    return static_cast<double>(time.time_since_epoch().count()) / 1e6;
}

template <typename Value, typename Form>
ordered_json optional(const std::optional<Value>& value, const Form& form)
{
    return value ? ordered_json(form(*value)) : ordered_json(nullptr);
}

ordered_json text_or_null(const std::string& text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

ordered_json document_of(const Epoch& epoch)
{
    return {{"system", std::to_string(epoch.system)},
            {"timeline", epoch.timeline},
            {"switched_at", optional(epoch.switched_at, [](Lsn lsn) { return to_string(lsn); })}};
}

ordered_json document_of(const Source& source)
{
    return {{"party", to_string(source.party)},
            {"program", source.program},
            {"uid", source.uid},
            {"pid", source.pid},
            {"caller", source.caller}};
}

ordered_json document_of(const StepRecord& step)
{
    return {{"at", seconds_of(step.at)},
            {"pool", text_or_null(step.pool)},
            {"step", step.step},
            {"backend", text_or_null(step.backend)},
            {"detail", step.detail},
            {"outcome", text_or_null(step.outcome)},
            {"took_us", optional(step.took, [](auto took) { return took.count(); })}};
}

ordered_json document_of(const PoolResult& result)
{
    return {{"pool", result.pool},
            {"reached", result.reached},
            {"backend", text_or_null(result.backend)},
            {"sentence", result.sentence},
            {"took_ms", result.took.count()}};
}

ordered_json document_of(const RecordedEvent& event)
{
    ordered_json document{{"number", event.number},
                          {"event", event.given.id},
                          {"host", event.host},
                          {"verb", event.given.verb},
                          {"target", event.given.target},
                          {"type", text_or_null(event.given.type)},
                          {"source", document_of(event.given.source)},
                          {"pools", event.given.pools},
                          {"epoch", optional(event.given.epoch, [](const Epoch& e) { return document_of(e); })},
                          {"intent", event.given.intent},
                          {"began", seconds_of(event.began)},
                          {"ended", optional(event.ended, seconds_of)},
                          {"state", state_of(event)},
                          {"sentence", text_or_null(event.sentence)},
                          {"steps", ordered_json::array()},
                          {"results", ordered_json::array()}};
    for (const StepRecord& step : event.steps) document["steps"].push_back(document_of(step));
    for (const PoolResult& result : event.results) document["results"].push_back(document_of(result));
    return document;
}

}  // namespace

std::string to_json(const std::vector<RecordedEvent>& events, const std::string& note)
{
    ordered_json document{
        {"schema", schema}, {"ok", true}, {"exit", 0}, {"note", note}, {"events", ordered_json::array()}};
    for (const RecordedEvent& event : events) document["events"].push_back(document_of(event));
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string to_json(const std::vector<Hold>& holds)
{
    ordered_json document{{"schema", schema}, {"ok", true}, {"exit", 0}, {"holds", ordered_json::array()}};
    for (const Hold& hold : holds) {
        document["holds"].push_back({{"member", to_string(hold.member)},
                                     {"reason", hold.reason},
                                     {"holder", hold.holder},
                                     {"since", seconds_of(hold.since)},
                                     {"until", optional(hold.until, seconds_of)}});
    }
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace efm
