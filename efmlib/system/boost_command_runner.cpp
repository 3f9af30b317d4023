// The door to Boost.Process. Of its v2 interface only the launcher (fork, exec, and the word from the child why exec
// failed) is used. What version 1.81 does besides is not fit for a library inside a database backend:
// - When exec fails its child calls exit(), which would run the backend's exit handlers, and is left a zombie.
// - It closes inherited descriptors, but forgets those between two it keeps.
// - It knows no process group, and its waits and its destructor have no deadline.
// - Where there is no pidfd it takes over SIGCHLD.
#include <linux/close_range.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <utility>

// 1.81 with std::filesystem forgets these three.
#define BOOST_PROCESS_USE_STD_FS
#include <boost/asio/io_context.hpp>
#include <boost/optional.hpp>
#include <boost/type_traits/decay.hpp>
#include <boost/type_traits/is_convertible.hpp>

#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>

#include "child_process.hpp"
#include "efm/command_runner.hpp"
#include "efm/error.hpp"
#include "pcp/signals_blocked.hpp"

#ifndef BOOST_PROCESS_V2_PIDFD_OPEN
#error "without pidfd_open, Boost.Process would install a handler for SIGCHLD"
#endif

namespace efm {
namespace {

namespace process = boost::process::v2;

[[noreturn]] void fail(const std::string& program, const std::string& why)
{
    throw Error(Error::Kind::system, "cannot run " + program + ": " + why);
}

// What the launcher does in the child: the last thing before exec, and the first after a failed one.
struct InChild {
    static boost::system::error_code on_exec_setup(process::posix::default_launcher&, const std::filesystem::path&,
                                                   const char* const*)
    {
        ::setsid();
        for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
        sigset_t none;
        sigemptyset(&none);
        ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
        if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return {};
        return {errno, boost::system::system_category()};  // before Linux 5.11
    }

    // Of any parameters: 1.81 looks for one list of them and then calls with another.
    template <typename... Any>
    static void on_exec_error(const Any&...)
    {
        ::_exit(127);
    }
};

class Environment {
public:
    explicit Environment(const Command& command)
    {
        auto variables = command.environment;
        for (char** entry = command.inherit_environment ? environ : nullptr; entry && *entry; ++entry) {
            const std::string_view text(*entry);
            const std::size_t equals = text.find('=');
            if (equals != text.npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
        if (const auto path = variables.find("PATH"); path != variables.end()) path_ = path->second;
        for (const auto& [name, value] : variables) entries_.emplace_back(name).append("=").append(value);
        for (const std::string& entry : entries_) pointers_.push_back(entry.c_str());
        pointers_.push_back(nullptr);
    }

    const char* const* pointers() const { return pointers_.data(); }

    // Names are looked up in the absolute folders of PATH only.
    std::string find(const std::string& name) const
    {
        if (name.find('/') != name.npos) return name;
        std::string_view rest = path_;
        while (!rest.empty()) {
            const std::string_view folder = rest.substr(0, rest.find(':'));
            rest.remove_prefix(std::min(rest.size(), folder.size() + 1));
            std::string path = std::string(folder).append("/").append(name);
            if (folder.starts_with('/') && ::access(path.c_str(), X_OK) == 0 &&
                std::filesystem::is_regular_file(path)) {
                return path;
            }
        }
        fail(name, "no such program in PATH");
    }

private:
    std::string path_ = "/usr/bin:/bin";
    std::vector<std::string> entries_;
    std::vector<const char*> pointers_;
};

pid_t launch(const Command& command, const ChildStream& out, const ChildStream& err)
{
    const Environment environment(command);
    const std::string program = environment.find(command.argv.front());
    const std::vector<std::string> arguments(command.argv.begin() + 1, command.argv.end());
    const Descriptor input = child_input(command.input);
    boost::asio::io_context context{1};
    process::posix::default_launcher launcher;
    launcher.env = environment.pointers();
    boost::system::error_code error;
    std::string why;
    const pid_t self = ::getpid();
    {
        const pcp::SignalsBlocked blocked;
        try {
            launcher(context.get_executor(), error, std::filesystem::path(program), arguments,
                     process::process_stdio{input.get(), out.write_end(), err.write_end()}, InChild{})
                .detach();
            if (error) why = error.message();
        } catch (const std::exception& failure) {
            if (::getpid() != self) ::_exit(127);
            why = failure.what();
        }
    }
    if (why.empty()) return launcher.pid;
    if (launcher.pid > 0 && ::waitpid(launcher.pid, nullptr, WNOHANG) == 0) {  // later ones have waited for it
        ::kill(launcher.pid, SIGKILL);
        while (::waitpid(launcher.pid, nullptr, 0) < 0 && errno == EINTR) continue;
    }
    fail(program, why);
}

void check(const Command& command)
{
    const auto has_nul = [](const std::string& text) {
        return text.find('\0') != text.npos;
    };
    const auto refuse = [](const char* why) {
        throw Error(Error::Kind::usage, why);
    };
    if (command.argv.empty() || command.argv.front().empty()) refuse("a command without a program");
    if (std::ranges::any_of(command.argv, has_nul)) refuse("a command's argument contains a zero byte");
    for (const auto& [name, value] : command.environment) {
        if (name.empty() || name.find('=') != name.npos || has_nul(name) || has_nul(value)) {
            refuse("a command's environment contains a name or value that is none");
        }
    }
}

std::optional<CommandResult::Ending> end_of(const pcp::Patience& patience)
{
    if (patience.cancelled()) return CommandResult::Ending::cancelled;
    if (patience.deadline.expired()) return CommandResult::Ending::timed_out;
    return std::nullopt;
}

CommandResult::Ending wait_for(ChildProcess& child, const pcp::Patience& patience)
{
    while (!child.exited()) {
        if (const auto end = end_of(patience)) return *end;
        child.serve(patience.deadline.remaining());
    }
    return CommandResult::Ending::exited;
}

}  // namespace

CommandResult BoostCommandRunner::run(const Command& command)
{
    check(command);
    if (const auto end = end_of(command.patience)) return {.ending = *end};
    const auto start = pcp::Deadline::Clock::now();
    ChildStream out(command.output_cap);
    ChildStream err(command.output_cap);
    ChildProcess child(launch(command, out, err), out, err, command.killable);

    CommandResult result;
    result.ending = wait_for(child, command.patience);
    if (result.ending != CommandResult::Ending::exited) child.end_group(command.grace);
    child.end_group();
    if (result.ending == CommandResult::Ending::exited) {
        const auto status = child.status();
        if (!status) fail(command.argv.front(), "its exit status was taken by somebody else");
        if (WIFSIGNALED(*status)) {
            result.ending = CommandResult::Ending::signalled;
            result.signal = WTERMSIG(*status);
        } else {
            result.exit_code = WEXITSTATUS(*status);
        }
    }
    result.out_truncated = out.truncated();
    result.err_truncated = err.truncated();
    result.out = std::move(out).text();
    result.err = std::move(err).text();
    result.duration = std::chrono::ceil<std::chrono::milliseconds>(pcp::Deadline::Clock::now() - start);
    return result;
}

}  // namespace efm
