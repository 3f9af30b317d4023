// The recorded replies in tests/data/pcp: what real servers sent, by release and request.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "pcp/message.hpp"

namespace recorded {

// The eight that were asked everything. "4_3_5" was asked only what these lack.
inline const std::vector<std::string> releases{"4_0_0", "4_0_25", "4_1_23", "4_2_0",
                                               "4_3_0", "4_3_20", "4_4_17", "4_7_2"};

inline std::string from_hex(const std::string& hex)
{
    std::string bytes;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
    }
    return bytes;
}

inline nlohmann::json requests(const std::string& release)
{
    const std::string path = std::string{EFM_TEST_DATA} + "/pcp/" + release + ".json";
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot open " + path);
    return nlohmann::json::parse(file).at("requests");
}

inline std::vector<pcp::Message> messages(const nlohmann::json& request)
{
    std::vector<pcp::Message> messages;
    for (const auto& reply : request.at("replies")) {
        messages.push_back({reply.at("type").get<std::string>().at(0), from_hex(reply.at("payload"))});
    }
    return messages;
}

// The messages that answered `request`, a name such as "node info 0".
inline std::vector<pcp::Message> replies(const std::string& release, const std::string& request)
{
    for (const auto& candidate : requests(release)) {
        if (candidate.at("request") == request) return messages(candidate);
    }
    throw std::runtime_error("release " + release + " was not asked for " + request);
}

// The body of the one message that carries the answer: of the first record, or of a reply in one piece.
inline std::string answer(const std::string& release, const std::string& request)
{
    const std::vector<pcp::Message> all = replies(release, request);
    return all.size() > 1 ? all.at(1).body : all.at(0).body;
}

}  // namespace recorded
