// A failure of ours must not become one of the cluster: what EFM and Pgpool see of it, by slot.
#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "containment.hpp"
#include "fake_pcp_server.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using support::FakePcpServer;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fault = support::fault;

struct Row {
    const char* what;
    std::vector<std::string> arguments;
    int code;      // where nothing is forgiven
    bool is_ours;  // the server answers
};

class Slots : public ::testing::TestWithParam<Row> {
protected:
    Slots()
    {
        std::ofstream(passfile_) << "*:*:pcpu:secret\n";
        std::filesystem::permissions(passfile_, std::filesystem::perms{0600});
        if (!GetParam().is_ours) server_.on(FakePcpServer::at_accept, fault::silence);
    }

    efm::CommandResult run(const std::vector<std::string>& slot)
    {
        std::vector<std::string> arguments = GetParam().arguments;
        const std::string pool = server_.address() + ':' + std::to_string(server_.port());
        arguments.insert(arguments.end(),
                         {"--pool", pool, "--timeout", "500ms", "--set", "pcp.user=pcpu", "--set",
                          "pcp.passfile=" + passfile_.string(), "--set", "log=none", "--set", "state_dir="});
        arguments.insert(arguments.end(), slot.begin(), slot.end());
        return support::run_program("load_balancer_detach", arguments, {}, 10s);
    }

    FakePcpServer server_;
    support::TempDir directory_;
    std::filesystem::path passfile_ = directory_.path() / "pcppass";
};

TEST_P(Slots, ForgiveWhereAFailureOfOursWouldFailTheCluster)
{
    for (const char* slot : {"lb", "post-promotion", "follow"}) {
        EXPECT_EQ(run({"--as", slot}).exit_code, GetParam().code) << slot;
    }
    for (const char* slot : {"fence", "monitor"}) {
        const efm::CommandResult result = run({"--as", slot});
        EXPECT_EQ(result.exit_code, 0) << slot;
        EXPECT_THAT(result.out, HasSubstr("error: ")) << slot;
        EXPECT_EQ(run({"--as", slot, "--strict"}).exit_code, GetParam().code) << slot;
    }
}

INSTANTIATE_TEST_SUITE_P(Each, Slots,
                         ::testing::Values(Row{"usage", {"10.0.0.1", "p", "--nonsense"}, 64, true},
                                           Row{"unknown", {"10.9.9.9", "p"}, 68, true},
                                           Row{"settings", {"127.0.0.1:5433", "--set", "proof=maybe"}, 78, true},
                                           Row{"hang", {"127.0.0.1:5433", "p"}, 75, false}),
                         [](const auto& row) { return row.param.what; });

// The parent's view. What the work says goes to standard output, which the test keeps.
std::string contained(const std::function<int()>& work)
{
    ::testing::internal::CaptureStdout();
    hooks::run_contained(work);
    return ::testing::internal::GetCapturedStdout();
}

TEST(Containment, IsSilentAboutWorkThatEndsByItself)
{
    EXPECT_THAT(contained([] { return 70; }), IsEmpty());
}

TEST(Containment, SurvivesACrash)
{
    EXPECT_THAT(contained([] { return ::kill(::getpid(), SIGKILL); }), HasSubstr("ended by signal 9"));
}

TEST(Containment, EndsWorkThatDoesNotEnd)
{
    const auto hang = [] {
        hooks::announce_span(100ms);
        for (;;) ::pause();
        return 0;
    };
    EXPECT_THAT(contained(hang), HasSubstr("did not end by its deadline"));
}

}  // namespace
