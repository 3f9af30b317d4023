// Passwords out of a .pcppass file, by the rules of the stock tools: lines host:port:user:password, `*` matches any
// field, `\` escapes, the first match wins, no comments, nothing trimmed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pcp {

struct Login {
    std::string host;  // literally as given; not resolved. For a socket directory the directory itself, or localhost
    std::uint16_t port = 9898;
    std::string user;
};

// The password of the first line that matches. Empty when none does.
std::optional<std::string> match_password(std::string_view passfile_text, const Login& login);

// Reads `path` and looks `login` up. Throws Error (authentication) that names the exact fault and the remedy: no such
// file, not a regular file, readable by others (must be 0600 or stricter), not readable by this user, no line for
// host:port:user, a password over the server's cap. No message ever carries a password.
std::string password_from_file(const std::string& path, const Login& login);

// The same out of a text that was read from `path`: throws for what is wrong with the lines alone.
std::string password_in(std::string_view text, const std::string& path, const Login& login);

// The server's caps: it refuses longer ones. Pgpool src/include/pcp: user 127 characters; a request 255 bytes in all.
inline constexpr std::size_t max_user_length = 127;

}  // namespace pcp
