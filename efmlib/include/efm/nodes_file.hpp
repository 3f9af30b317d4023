// cluster.nodes: where an agent looks for its cluster when it starts. EFM keeps it up to date by itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "efm/address.hpp"

namespace efm {

struct NodesFile {
    std::vector<Address> members;      // the port is that of bind.address; never the member itself
    std::vector<std::string> remarks;  // what is no address, and is left out
    bool operator==(const NodesFile&) const = default;
};

// address:port, apart by white space; lines that begin with '#' are comments. Empty is ordinary: the first member's is.
NodesFile parse_nodes_file(std::string_view text);

// The same from a file. Throws Error (configuration) when it cannot be read.
NodesFile read_nodes_file(const std::string& path);

}  // namespace efm
