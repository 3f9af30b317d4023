// What the picture of a cluster says in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/cluster_view.hpp"

namespace efm {

// A server's and EFM's word about it; fewer letters where there is no room.
std::string word_of_server(const ClusterRow& row, bool roomy);
std::string word_of_manager(const Survey& survey, const ClusterRow& row, bool roomy);

// A role as it is drawn.
struct Role {
    const char* look;
    const char* word;
};

Role role_of(const ClusterRow& row);

// One of those who have an opinion.
struct Viewer {
    std::string kind;
    std::string name;
    std::string word;
    bool seen = true;
    std::optional<std::size_t> pool;  // none: EFM
};

std::vector<Viewer> viewers_of(const Survey& survey, const ClusterView& view);

}  // namespace efm
