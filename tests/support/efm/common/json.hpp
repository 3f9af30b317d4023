// The JSON of the stand-in. Keys stay in the order they were written, as a reader of a log expects.
#pragma once

#include <nlohmann/json.hpp>

namespace standin {

using Json = nlohmann::ordered_json;

}  // namespace standin
