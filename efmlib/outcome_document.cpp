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
