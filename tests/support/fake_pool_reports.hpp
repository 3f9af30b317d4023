// The read-only replies of a fake pool. Private to fake_pool.cpp.
#pragma once

#include <string>
#include <vector>

#include "fake_pool.hpp"

namespace support {

inline constexpr const char* done = "CommandComplete";

// Every field with its NUL.
std::string terminated(const std::vector<std::string>& fields);

// An error that leaves the connection usable, and one that ends it.
std::vector<Packet> error(const std::string& message, const std::string& detail = "");
std::vector<Packet> fatal(Session& session, const std::string& message, const std::string& detail);

std::vector<Packet> node_infos(const FakePool& pool, int id);  // -1: all of them, 4.3+
std::vector<Packet> health_stats(const FakePool& pool, Session& session, int id);
std::vector<Packet> process_count(const FakePool& pool);
std::vector<Packet> process_info(const FakePool& pool, int pid);  // 0: all of them
std::vector<Packet> pool_status(const FakePool& pool, Session& session);
std::vector<Packet> watchdog_info(const FakePool& pool);

}  // namespace support
