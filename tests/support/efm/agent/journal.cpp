#include "journal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <system_error>
#include <utility>

namespace standin {
namespace {

std::string time_of_day()
{
    const double now = seconds_since_1970();
    const auto whole = static_cast<std::time_t>(now);
    std::tm local{};
    ::localtime_r(&whole, &local);
    char text[32];
    const std::size_t length = std::strftime(text, sizeof text, "%H:%M:%S", &local);
    std::snprintf(text + length, sizeof text - length, ".%03d", static_cast<int>((now - double(whole)) * 1000));
    return text;
}

void put(int fd, const std::string& text)
{
    if (::write(fd, text.data(), text.size()) < 0) std::perror("events");
}

}  // namespace

double seconds_since_1970()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

Journal::Journal(std::filesystem::path file, std::string agent)
    : agent_(std::move(agent)), fd_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644))
{
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), file.string());
}

Journal::~Journal()
{
    ::close(fd_);
}

void Journal::record(const std::string& event, const Json& details)
{
    Json line{{"time", seconds_since_1970()}, {"agent", agent_}, {"event", event}};
    line.update(details);
    const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
    {
        const std::lock_guard lock(mutex_);
        put(fd_, text + '\n');
    }
    say(text);
}

void Journal::say(const std::string& text)
{
    const std::lock_guard lock(mutex_);
    put(STDERR_FILENO, time_of_day() + ' ' + text + '\n');
}

}  // namespace standin
