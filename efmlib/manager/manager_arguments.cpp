#include "manager_arguments.hpp"

#include <algorithm>
#include <string_view>

#include "efm/error.hpp"
#include "efm/manager.hpp"
#include "printable.hpp"

namespace efm {
namespace {

constexpr std::size_t longest_name = 200;   // with an ending it names files
constexpr std::size_t longest_path = 4095;  // Linux' PATH_MAX

bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Whether it is made of letters, digits and `others` only, and cannot be taken for an option.
bool is_made_of(std::string_view text, std::string_view others)
{
    const auto allowed = [&](char c) {
        return is_letter_or_digit(c) || others.find(c) != std::string_view::npos;
    };
    return !text.empty() && text.front() != '-' && std::ranges::all_of(text, allowed);
}

bool is_absolute_path(std::string_view text)
{
    const bool climbs = text.find("/../") != std::string_view::npos || text.ends_with("/..");
    return text.starts_with('/') && text.size() <= longest_path && is_made_of(text, "/_.+@-") && !climbs;
}

[[noreturn]] void refuse(Error::Kind kind, std::string_view text, const char* wanted)
{
    throw Error(kind, '"' + excerpt(text, 80) + "\" is not " + wanted);
}

}  // namespace

const std::string& checked_program(const std::string& path)
{
    if (!is_absolute_path(path)) refuse(Error::Kind::configuration, path, "the absolute path of a program");
    return path;
}

const std::string& checked_user(const std::string& name)
{
    if (!is_made_of(name, "_.-") || name.size() > longest_name) {
        refuse(Error::Kind::configuration, name, "a user's name");
    }
    return name;
}

// EFM takes what ends in .properties for a path, and an agent's working directory is nobody's business.
const std::string& checked_cluster(const std::string& name)
{
    const bool is_file = name.ends_with(".properties");
    const bool is_name = is_made_of(name, "_.-") && name.size() <= longest_name && name.front() != '.' && !is_file;
    if (!is_name && !(is_file && is_absolute_path(name))) {
        refuse(Error::Kind::configuration, name,
               "a cluster's name (letters, digits, '_', '.', '-') or the absolute path of a .properties file");
    }
    return name;
}

const std::string& checked_directory(const std::string& path)
{
    if (!is_absolute_path(path)) refuse(Error::Kind::usage, path, "the absolute path of a directory");
    return path;
}

std::string host_argument(const Address& address)
{
    if (address.port) refuse(Error::Kind::usage, to_string(address), "a member's address: they have no port");
    if (!is_made_of(address.host, "_.:-") || address.host.size() > 255) {
        refuse(Error::Kind::usage, address.host, "a member's address");
    }
    return address.host;
}

std::string priority_argument(int priority)
{
    if (priority < 0 || priority > last_priority) {
        refuse(Error::Kind::usage, std::to_string(priority), "a priority (0 to 1000)");
    }
    return std::to_string(priority);
}

}  // namespace efm
