#include "config.hpp"

#include <strings.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "property_table.hpp"

namespace standin {
namespace {

std::string trimmed(const std::string& text)
{
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == text.npos) return "";
    return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

std::vector<std::string> split(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

}  // namespace

Endpoint parse_endpoint(const std::string& text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || colon == 0) throw std::runtime_error("no host:port: " + text);
    const bool bracketed = text.front() == '[' && text[colon - 1] == ']';
    const std::string host = bracketed ? text.substr(1, colon - 2) : text.substr(0, colon);
    const int port = std::stoi(text.substr(colon + 1));
    if (port <= 0 || port > 65'535) throw std::runtime_error("no port: " + text);
    return {host, static_cast<std::uint16_t>(port)};
}

Config::Config(std::filesystem::path properties)
    : path_(std::move(properties)),
      options_(read_options(options_file(path_))),
      properties_(efm::read_properties(path_.string()))
{
    for (const std::string& missing : missing_properties()) {
        throw std::runtime_error(path_.string() + ": required property " + missing + " is not set");
    }
}

std::string Config::text(const std::string& key) const
{
    const std::string value = trimmed(efm::value_of(properties_, key).value_or(""));
    return value.empty() ? default_of(key, generation()) : value;
}

std::vector<std::string> Config::words(const std::string& key) const
{
    return split(text(key));
}

bool Config::flag(const std::string& key) const
{
    return ::strcasecmp(text(key).c_str(), "true") == 0;
}

int Config::number(const std::string& key) const
{
    const std::string value = text(key);
    return value.empty() ? 0 : std::stoi(value);
}

std::chrono::milliseconds Config::time(const std::string& key) const
{
    const auto chosen = options_.times.find(key);
    if (chosen != options_.times.end()) return chosen->second;
    return std::chrono::milliseconds(static_cast<long>(number(key) * 1000.0 / options_.speed));
}

std::string Config::address() const
{
    const std::string external = text("external.address");
    return external.empty() ? bind().host : external;
}

Endpoint Config::admin() const
{
    Endpoint endpoint = bind();
    endpoint.port = static_cast<std::uint16_t>(number("admin.port"));
    if (endpoint.host.compare(0, 4, "127.") != 0) endpoint.host = "127.0.0.1";
    return endpoint;
}

std::filesystem::path Config::nodes_file() const
{
    std::filesystem::path file = path_;
    return file.replace_extension(".nodes");
}

std::vector<Endpoint> Config::nodes() const
{
    std::ifstream in(nodes_file());
    std::vector<Endpoint> nodes;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with('#')) continue;
        for (const std::string& word : split(line)) nodes.push_back(parse_endpoint(word));
    }
    return nodes;
}

std::vector<std::string> Config::unknown_properties() const
{
    std::vector<std::string> unknown;
    for (const efm::Property& property : properties_) {
        if (!is_known_property(property.key)) unknown.push_back(property.key);
    }
    return unknown;
}

std::vector<std::string> Config::missing_properties() const
{
    std::vector<std::string> required{"db.user",     "db.password.encrypted", "db.port",
                                      "db.database", "bind.address",          "is.witness"};
    if (!is_witness()) required.insert(required.end(), {"db.service.owner", "db.bin", "db.data.dir"});
    std::erase_if(required, [&](const std::string& key) {
        const bool by_script = key == "db.password.encrypted" && !text("script.db.password").empty();
        return by_script || !text(key).empty();
    });
    return required;
}

}  // namespace standin
