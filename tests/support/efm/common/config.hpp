// One member's configuration: its properties file with EFM's defaults, and the test options.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "efm/properties.hpp"
#include "options.hpp"

namespace standin {

struct Endpoint {
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const Endpoint&) const = default;
};

// "host:port" and "[::1]:port". Throws std::runtime_error.
Endpoint parse_endpoint(const std::string& text);

class Config {
public:
    // Throws efm::Error or std::runtime_error: no such file, a required property is missing.
    explicit Config(std::filesystem::path properties);

    const std::filesystem::path& path() const { return path_; }
    std::string cluster() const { return path_.stem(); }
    const TestOptions& options() const { return options_; }
    const Generation& generation() const { return options_.generation; }

    // The value of a property, else EFM's default for it, else nothing.
    std::string text(const std::string& key) const;
    std::vector<std::string> words(const std::string& key) const;
    bool flag(const std::string& key) const;
    int number(const std::string& key) const;
    std::chrono::milliseconds time(const std::string& key) const;  // shrunk by the test options

    bool is_witness() const { return flag("is.witness"); }
    Endpoint bind() const { return parse_endpoint(text("bind.address")); }
    std::string address() const;  // what others and the hooks call this member
    std::uint16_t db_port() const { return static_cast<std::uint16_t>(number("db.port")); }

    // Where the command line finds the agent: the member's own loopback address if that is what it is bound to, so that
    // several members on one host may share a port.
    Endpoint admin() const;

    std::filesystem::path nodes_file() const;
    std::vector<Endpoint> nodes() const;
    std::filesystem::path events_file() const { return options_.agent_dir / "events.jsonl"; }
    std::filesystem::path authorization_file() const { return options_.agent_dir / (cluster() + ".authorization"); }

    std::vector<std::string> unknown_properties() const;
    std::vector<std::string> missing_properties() const;

private:
    std::filesystem::path path_;
    TestOptions options_;
    std::vector<efm::Property> properties_;
};

}  // namespace standin
