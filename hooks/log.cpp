#include "log.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <ctime>

#include "output.hpp"
#include "signals.hpp"

namespace hooks {
namespace {

constexpr std::size_t longest_record = 4096;  // one write of this size to a file with O_APPEND is not torn

int priority(Level level)
{
    switch (level) {
        case Level::info:
            return LOG_INFO;
        case Level::warning:
            return LOG_WARNING;
        case Level::error:
            return LOG_ERR;
    }
    return LOG_INFO;
}

const char* word(Level level)
{
    switch (level) {
        case Level::info:
            return "info";
        case Level::warning:
            return "warning";
        case Level::error:
            return "error";
    }
    return "?";
}

// 2026-11-21T07:15:28.123Z
std::string now()
{
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    tm utc{};
    ::gmtime_r(&time.tv_sec, &utc);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.", &utc);
    const std::string millis = std::to_string(1000 + time.tv_nsec / 1'000'000).substr(1);
    return std::string(text, length) + millis + 'Z';
}

void append_escaped(std::string& line, const std::string& value)
{
    const bool plain = !value.empty() && value.find_first_of(" \"=\\") == std::string::npos;
    if (!plain) line += '"';
    for (const char c : one_line(value)) {
        if (c == '"' || c == '\\') line += '\\';
        if (static_cast<unsigned char>(c) < ' ')
            line += '?';
        else
            line += c;
    }
    if (!plain) line += '"';
}

// One datagram, dropped if nobody takes it at once: syslog(3) would wait for a daemon that hangs.
void send_datagram(const char* path, const std::string& datagram)
{
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    std::strncpy(to.sun_path, path, sizeof to.sun_path - 1);
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return;
    ::sendto(fd, datagram.data(), datagram.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&to), sizeof to);
    ::close(fd);
}

// <priority>Nov 21 07:15:28 program[pid]: text (RFC 3164), as the C library sends it.
void send_to_syslog(const std::string& program, Level level, const std::string& text)
{
    const std::time_t time = std::time(nullptr);
    tm local{};
    ::localtime_r(&time, &local);
    char stamp[32];
    const std::size_t length = std::strftime(stamp, sizeof stamp, "%b %e %H:%M:%S ", &local);
    send_datagram("/dev/log", '<' + std::to_string(LOG_DAEMON | priority(level)) + '>' + std::string(stamp, length) +
                                  program + '[' + std::to_string(::getpid()) + "]: " + text);
}

// The journal's own protocol: KEY=value lines in a datagram (systemd.io/JOURNAL_NATIVE_PROTOCOL).
void send_to_journal(const std::string& program, Level level, const Log::Fields& fields)
{
    std::string datagram = "PRIORITY=" + std::to_string(priority(level)) + "\nSYSLOG_IDENTIFIER=" + program + '\n';
    datagram += "MESSAGE=" + logfmt(fields) + '\n';
    for (const auto& [key, value] : fields) {
        datagram += "EFM_PGPOOL_";
        for (const char c : key) datagram += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
        datagram += '=' + one_line(value) + '\n';
    }
    send_datagram("/run/systemd/journal/socket", datagram);
}

}  // namespace

std::string logfmt(const Log::Fields& fields)
{
    std::string line;
    for (const auto& [key, value] : fields) {
        if (!line.empty()) line += ' ';
        line.append(key) += '=';
        append_escaped(line, value);
    }
    return line;
}

Log::Log(std::string program, std::string event, std::string target)
    : program_(std::move(program)), event_(std::move(event)), target_(std::move(target))
{
    open();
}

Log::~Log()
{
    close();
}

void Log::open()
{
    if (!target_.starts_with('/')) return;
    fd_ = ::open(target_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
}

void Log::close()
{
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

void Log::write(Level level, const Fields& fields)
{
    const std::lock_guard lock(guard_);
    if (target_ == "none") return;
    Fields all{{"event", event_}};
    all.insert(all.end(), fields.begin(), fields.end());
    if (target_ == "journal") return send_to_journal(program_, level, all);
    if (target_ == "syslog") return send_to_syslog(program_, level, logfmt(all));
    if (take_hangup()) {
        close();
        open();
    }
    const Fields head{
        {"time", now()}, {"level", word(level)}, {"program", program_}, {"pid", std::to_string(::getpid())}};
    std::string line = logfmt(head) + ' ' + logfmt(all);
    line.resize(std::min(line.size(), longest_record - 1));
    line += '\n';
    [[maybe_unused]] const ssize_t written = ::write(fd_, line.data(), line.size());
}

}  // namespace hooks
