// The built programs, started by a caller that closed the standard files, ignores a signal or set narrow limits.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "fake_pcp_server.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace {

using support::FakePcpServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Start {
    std::vector<int> closed{};
    std::optional<rlim_t> file_size{};
    bool ignores_children = false;
    std::string output{};
    std::string errors{};
};

void redirect(int standard, const std::string& file)
{
    if (!file.empty()) ::dup2(::open(file.c_str(), O_WRONLY | O_CREAT, 0600), standard);
}

// Between fork and exec: only what may be called there.
[[noreturn]] void become(char** argv, const Start& start)
{
    redirect(STDOUT_FILENO, start.output);
    redirect(STDERR_FILENO, start.errors);
    for (const int standard : start.closed) ::close(standard);
    const rlimit limit{start.file_size.value_or(RLIM_INFINITY), RLIM_INFINITY};
    if (start.file_size) ::setrlimit(RLIMIT_FSIZE, &limit);
    if (start.ignores_children) ::signal(SIGCHLD, SIG_IGN);
    ::execv(argv[0], argv);
    ::_exit(127);
}

class OddStart : public ::testing::Test {
protected:
    OddStart()
    {
        std::ofstream(passfile_) << "*:*:pcpu:secret\n";
        std::filesystem::permissions(passfile_, std::filesystem::perms{0600});
    }

    // What waitpid() says.
    int run(const Start& start, const std::string& program, std::vector<std::string> words) const
    {
        words.insert(words.begin(), support::built_program(program));
        for (const std::string& setting :
             {"log=" + log_.string(), "pcp.passfile=" + passfile_.string(), std::string("pcp.user=pcpu")}) {
            words.insert(words.end(), {"--set", setting});
        }
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        const pid_t pid = ::fork();
        if (pid == 0) become(argv.data(), start);
        int status = 0;
        ::waitpid(pid, &status, 0);
        return status;
    }

    static std::string text_of(const std::filesystem::path& file)
    {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::string log() const { return text_of(log_); }

    static std::string pool_of(const FakePcpServer& server)
    {
        return server.address() + ':' + std::to_string(server.port());
    }

    support::TempDir directory_;
    std::filesystem::path log_ = directory_.path() / "log";
    std::filesystem::path passfile_ = directory_.path() / "pcppass";
};

TEST_F(OddStart, WithoutStandardOutputIsAFailureToPrintAndNothingElseIsWrittenInto)
{
    for (const Start& start : {Start{{STDOUT_FILENO}}, Start{{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}}}) {
        const int status = run(start, "pgpool_backend", {"config"});
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 71) << status;
        EXPECT_THAT(log(), Not(HasSubstr("pcp.user = pcpu")));
    }
}

TEST_F(OddStart, WithoutStandardFilesStillDetaches)
{
    FakePcpServer server;
    const Start start{{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}};
    const int status = run(start, "load_balancer_detach", {"127.0.0.1:5434", "-v", "--pool", pool_of(server)});
    EXPECT_EQ(status, 0);
    EXPECT_EQ(server.pool().backends[2].status, pcp::NodeStatus::down);
}

TEST_F(OddStart, WithAFullDiskForItsOutputSaysSoWhereItCan)
{
    const std::filesystem::path errors = directory_.path() / "errors";
    const int status = run({.output = "/dev/full", .errors = errors}, "pgpool_backend", {"config"});
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 71) << status;
    EXPECT_EQ(text_of(errors), "error: standard output is cut off: No space left on device\n");
}

TEST_F(OddStart, WithALogThatMayNotGrowStillDetaches)
{
    FakePcpServer server;
    const int status = run({.file_size = 0}, "load_balancer_detach", {"127.0.0.1:5434", "--pool", pool_of(server)});
    EXPECT_EQ(status, 0);
    EXPECT_EQ(server.pool().backends[2].status, pcp::NodeStatus::down);
    EXPECT_THAT(log(), IsEmpty());
}

// Handed down, it has the kernel reap every child before anybody can ask how it ended.
TEST_F(OddStart, OfACallerThatIgnoresItsChildrenStillLearnsHowAProgramEnded)
{
    const std::filesystem::path efm = directory_.path() / "efm";
    const std::filesystem::path metrics = directory_.path() / "metrics.prom";
    support::write_own_text(efm, "#!/bin/sh\nexec cat " EFM_TEST_DATA "/efm/4.10-healthy.json\n");
    std::filesystem::permissions(efm, std::filesystem::perms{0700});
    const FakePcpServer server;
    const int status = run({.ignores_children = true}, "pgpool_backend",
                           {"metrics", "--textfile", metrics, "--pool", pool_of(server), "--set", "efm.cluster=efm",
                            "--set", "efm.command=" + efm.string()});
    EXPECT_EQ(status, 0);
    EXPECT_THAT(text_of(metrics), HasSubstr("efm_up{cluster=\"efm\"} 1\n"));
}

}  // namespace
