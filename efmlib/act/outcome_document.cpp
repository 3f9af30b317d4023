#include "efm/outcome_document.hpp"

#include <nlohmann/json.hpp>

#include "efm/error.hpp"
#include "efm/printable.hpp"

namespace efm {
namespace {

using nlohmann::ordered_json;

// Null is nothing, as everywhere in these documents.
std::string text_of(const ordered_json& object, const char* key)
{
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return "";
    return one_line(found->get_ref<const std::string&>());
}

std::string backend_of(const ordered_json& pool)
{
    const auto backend = pool.find("backend");
    if (backend == pool.end() || backend->is_null()) return "";
    return std::to_string(backend->at("id").get<int>()) + " (" + text_of(*backend, "host") + ":" +
           std::to_string(backend->at("port").get<int>()) + ")";
}

PoolWord word_of(const ordered_json& pool)
{
    return {text_of(pool, "pool"), backend_of(pool), pool.at("ok").get<bool>(), text_of(pool, "sentence"),
            text_of(pool, "failed_proof")};
}

constexpr double last_second = 1e11;  // beyond the year 5000

std::int64_t microseconds_of(const ordered_json& seconds)
{
    const double value = seconds.get<double>();
    if (!(value >= 0 && value < last_second)) throw Error(Error::Kind::bad_data, "a time is out of range");
    return static_cast<std::int64_t>(value * 1e6);
}

EventWord event_of(const ordered_json& event)
{
    const std::string sentence = text_of(event, "sentence");
    return {microseconds_of(event.at("began")), text_of(event, "verb") + " " + text_of(event, "target") + " by " +
                                                    text_of(event.at("source"), "party") + " on " +
                                                    text_of(event, "host") + ": " + text_of(event, "state") +
                                                    (sentence.empty() ? "" : ", " + sentence)};
}

}  // namespace

OutcomeDocument parse_outcome(std::string_view text)
{
    try {
        const ordered_json document = ordered_json::parse(text);
        OutcomeDocument outcome;
        outcome.sentence = one_line(document.at("sentence").get_ref<const std::string&>());
        const auto pools = document.find("pools");
        if (pools == document.end()) return outcome;
        for (const ordered_json& pool : *pools) outcome.pools.push_back(word_of(pool));
        return outcome;
    } catch (const ordered_json::exception& error) {
        throw Error(Error::Kind::bad_data, std::string("this is no document of an outcome: ") + excerpt(error.what()));
    }
}

std::vector<EventWord> parse_events(std::string_view text)
{
    try {
        std::vector<EventWord> events;
        const ordered_json document = ordered_json::parse(text);
        for (const ordered_json& event : document.at("events")) events.push_back(event_of(event));
        return events;
    } catch (const ordered_json::exception& error) {
        throw Error(Error::Kind::bad_data, std::string("this is no document of events: ") + excerpt(error.what()));
    }
}

std::string to_json(const OutcomeDocument& document)
{
    ordered_json pools = ordered_json::array();
    for (const PoolWord& pool : document.pools) {
        pools.push_back({{"pool", pool.pool}, {"ok", pool.ok}, {"sentence", pool.sentence}});
    }
    const ordered_json whole{{"sentence", document.sentence}, {"pools", pools}};
    return whole.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace efm
