#include "pcp/passfile.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>
#include <vector>

#include "pcp/error.hpp"

namespace pcp {
namespace {

// The stock tools read with fgets into 320 bytes, so a longer line falls into pieces, each taken for a line.
constexpr std::size_t stock_line_length = 319;
constexpr off_t max_file_size = 1'048'576;

struct Line {
    std::string_view text;
    int number = 0;         // counted from 1, by line ends
    bool is_piece = false;  // of a line that is too long
};

std::vector<Line> stock_lines(std::string_view file)
{
    std::vector<Line> lines;
    for (int number = 1; !file.empty(); ++number) {
        const std::size_t length = std::min(file.find('\n'), file.size());
        std::string_view line = file.substr(0, length);
        file.remove_prefix(std::min(length + 1, file.size()));
        const bool is_piece = line.size() > stock_line_length;
        do {
            const std::string_view piece = line.substr(0, stock_line_length);
            lines.push_back({piece.substr(0, piece.find('\0')), number, is_piece});
            line.remove_prefix(piece.size());
        } while (!line.empty());
    }
    return lines;
}

// Drops `wanted` and the colon behind it from the front of `rest`. As in the stock tools a `*` alone stands for
// anything, and a colon that `wanted` has itself needs no escape in the file: `::1:9898:user:password` works.
bool drop_match(std::string_view& rest, std::string_view wanted)
{
    std::string_view line = rest;
    if (line.starts_with("*:")) {
        rest.remove_prefix(2);
        return true;
    }
    for (const char expected : wanted) {
        if (line.starts_with('\\')) line.remove_prefix(1);
        if (!line.starts_with(expected)) return false;
        line.remove_prefix(1);
    }
    if (!line.starts_with(':')) return false;
    rest = line.substr(1);
    return true;
}

// Up to the first colon that is not escaped, or all of it.
std::size_t field_length(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size() && text[at] != ':') at += text[at] == '\\' ? 2 : 1;
    return std::min(at, text.size());
}

std::string unescape(std::string_view field)
{
    std::string plain;
    for (std::size_t at = 0; at < field.size(); ++at) {
        if (field[at] == '\\' && at + 1 < field.size()) ++at;
        plain += field[at];
    }
    return plain;
}

// One line held against a login: which of host, port and user differ, and the password behind them.
struct Comparison {
    std::array<bool, 3> differs{};
    std::string password;
    bool is_entry = false;  // has all three colons

    bool matches() const { return is_entry && differs == std::array<bool, 3>{}; }
};

Comparison compare(std::string_view line, const std::array<std::string, 3>& wanted)
{
    Comparison result;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (drop_match(line, wanted[i])) continue;
        result.differs[i] = true;
        const std::size_t length = field_length(line);
        if (length == line.size()) return result;
        line.remove_prefix(length + 1);
    }
    result.is_entry = true;
    result.password = unescape(line.substr(0, field_length(line)));
    return result;
}

struct Match {
    Line line;
    std::string password;
};

std::optional<Match> first_match(std::string_view file, const std::array<std::string, 3>& wanted)
{
    for (const Line& line : stock_lines(file)) {
        Comparison found = compare(line.text, wanted);
        if (found.matches()) return Match{line, std::move(found.password)};
    }
    return std::nullopt;
}

std::array<std::string, 3> key_of(const Login& login)
{
    return {login.host.empty() ? "localhost" : login.host, std::to_string(login.port), login.user};
}

// A socket directory has to be written out, except the one compiled into the stock tools, which they call localhost.
// Which one that is differs from package to package, so localhost is the second try for each.
std::optional<Match> find(std::string_view file, const Login& login)
{
    if (login.user.empty()) return std::nullopt;
    std::array<std::string, 3> key = key_of(login);
    std::optional<Match> match = first_match(file, key);
    if (!match && login.host.starts_with('/')) {
        key[0] = "localhost";
        match = first_match(file, key);
    }
    return match;
}

[[noreturn]] void fail(const std::string& what)
{
    throw Error(Error::Kind::authentication, what);
}

std::string user_name(uid_t uid)
{
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16384> buffer{};
    if (getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) return found->pw_name;
    return "number " + std::to_string(uid);
}

[[noreturn]] void fail_to_open(const std::string& path, int reason)
{
    const std::string file = "password file " + path;
    const std::string me = user_name(geteuid());
    struct stat info {};
    if (reason == ENOENT) {
        fail(file + " does not exist: create it with mode 0600 and lines host:port:user:password");
    }
    if (reason == ENXIO) fail(file + " is not a regular file: name one that is");
    if (reason == EACCES && stat(path.c_str(), &info) != 0) {
        fail(file + " lies in a directory that user " + me + " may not search: name a file elsewhere");
    }
    if (reason == EACCES && info.st_uid != geteuid()) {
        fail(file + " belongs to user " + user_name(info.st_uid) + " and cannot be read by user " + me + ": chown " +
             me + " " + path);
    }
    if (reason == EACCES) fail(file + " cannot be read by its owner " + me + ": chmod 600 " + path);
    fail(file + " cannot be opened: " + std::generic_category().message(reason));
}

// A file descriptor that closes itself.
class File {
public:
    explicit File(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY))
    {
        if (fd_ < 0) fail_to_open(path, errno);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { close(fd_); }

    int fd() const { return fd_; }

private:
    int fd_;
};

// Looks at the file that was opened, not at the name: the two may part between check and use.
void check(const File& file, const std::string& path)
{
    struct stat info {};
    if (fstat(file.fd(), &info) != 0) fail_to_open(path, errno);
    if (!S_ISREG(info.st_mode)) fail("password file " + path + " is not a regular file: name one that is");
    if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        std::array<char, 8> mode{};
        std::snprintf(mode.data(), mode.size(), "%04o", info.st_mode & 07777U);
        fail("password file " + path + " may be read by others (mode " + mode.data() + "): chmod 600 " + path);
    }
    if (info.st_size > max_file_size) {
        fail("password file " + path + " is larger than 1 MiB: name one with lines host:port:user:password");
    }
}

std::string read_all(const File& file, const std::string& path)
{
    std::string text;
    std::array<char, 4096> chunk{};
    while (text.size() <= static_cast<std::size_t>(max_file_size)) {
        const ssize_t got = read(file.fd(), chunk.data(), chunk.size());
        if (got == 0) return text;
        if (got > 0) text.append(chunk.data(), static_cast<std::size_t>(got));
        if (got < 0 && errno != EINTR) fail_to_open(path, errno);
    }
    fail("password file " + path + " grows while it is read: name one with lines host:port:user:password");
}

// Tells which field to correct where one line is right but for a single field.
std::string nearest_miss(std::string_view text, const std::array<std::string, 3>& wanted)
{
    static constexpr std::array<const char*, 3> names{"host", "port", "user"};
    for (const Line& line : stock_lines(text)) {
        const Comparison found = compare(line.text, wanted);
        if (!found.is_entry || std::ranges::count(found.differs, true) != 1) continue;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (found.differs[i]) return ", line " + std::to_string(line.number) + " matches but for its " + names[i];
        }
    }
    return "";
}

[[noreturn]] void fail_to_find(const std::string& path, std::string_view text, const Login& login)
{
    const std::array<std::string, 3> key = key_of(login);
    const std::vector<Line> lines = stock_lines(text);
    const int count = lines.empty() ? 0 : lines.back().number;
    fail("password file " + path + " has no line for " + key[0] + ":" + key[1] + ":" + key[2] + " (" +
         std::to_string(count) + (count == 1 ? " line" : " lines") + nearest_miss(text, key) +
         "): add host:port:user:password");
}

}  // namespace

std::optional<std::string> match_password(std::string_view passfile_text, const Login& login)
{
    std::optional<Match> match = find(passfile_text, login);
    if (!match) return std::nullopt;
    return std::move(match->password);
}

std::string password_from_file(const std::string& path, const Login& login)
{
    if (path.empty()) fail("no password file is named");
    if (login.user.empty()) fail("no user is named to look up in password file " + path);
    if (login.user.size() > max_user_length) {
        fail("the user name is longer than the " + std::to_string(max_user_length) + " bytes Pgpool accepts");
    }
    const File file{path};
    check(file, path);
    return password_in(read_all(file, path), path, login);
}

std::string password_in(std::string_view text, const std::string& path, const Login& login)
{
    std::optional<Match> match = find(text, login);
    if (!match) fail_to_find(path, text, login);

    const std::string where = "line " + std::to_string(match->line.number) + " of password file " + path;
    // The stock tools would go on with what the first 319 bytes leave of the password.
    if (match->line.is_piece) {
        fail(where + " is longer than " + std::to_string(stock_line_length) + " bytes: shorten it");
    }
    // The stock tools take the carriage return for a part of the password, and the server refuses it.
    if (match->password.ends_with('\r')) {
        fail(where + " ends with a carriage return: give the file Unix line ends");
    }
    return std::move(match->password);
}

}  // namespace pcp
