// The service as systemd sees it, without running one.
#include <gmock/gmock.h>

#include <regex>

#include "temp_dir.hpp"
#include "tools.hpp"

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Units : public ::testing::Test {
protected:
    Units()
    {
        package::install_into(root_.path(), {"programs"});
        const fs::path units = root_.path() / "usr/lib/systemd/system";
        service_ = units / "efm-pgpool-reconcile.service";
        timer_ = units / "efm-pgpool-reconcile.timer";
    }

    // Of a program that is not installed on this host.
    void take_the_built_program() const
    {
        const std::string text = support::read_text(service_);
        support::write_own_text(service_,
                                std::regex_replace(text, std::regex("/usr/bin"), (package::build / "bin").string()));
    }

    support::TempDir root_;
    fs::path service_;
    fs::path timer_;
};

TEST_F(Units, CallTheProgramWhereItIsInstalled)
{
    EXPECT_THAT(support::read_text(service_), HasSubstr("ExecStart=/usr/bin/pgpool_backend reconcile"));
}

TEST_F(Units, AreUnderstood)
{
    take_the_built_program();
    const auto said =
        package::run({"systemd-analyze", "verify", "--man=no", "--recursive-errors=no", service_, timer_});
    EXPECT_TRUE(said.succeeded()) << said.err;
    EXPECT_THAT(said.err, Not(HasSubstr("efm-pgpool"))) << "a warning about our units";
}

// docs/security.md says so.
TEST_F(Units, AreExposedNoMoreThanTheDocumentationSays)
{
    const std::string said =
        package::output_of({"systemd-analyze", "security", "--offline=true", "--no-pager", service_});
    const std::string page = support::read_text(package::source / "docs/security.md");
    std::smatch level;
    std::smatch documented;  // by Debian 12's systemd; a later one counts less
    ASSERT_TRUE(std::regex_search(said, level, std::regex("exposure level for [^:]*: ([0-9.]+)"))) << said;
    ASSERT_TRUE(std::regex_search(page, documented, std::regex("exposure level ([0-9.]+)")));
    EXPECT_LE(std::stod(level.str(1)), std::stod(documented.str(1))) << said;
}

// See efmlib/journal/journal_keeper.cpp: it may have a record to write when its program has ended.
TEST_F(Units, LetTheJournalsKeeperFinish)
{
    EXPECT_THAT(support::read_text(service_), HasSubstr("\nKillMode=process\n"));
}

// A hook that runs would be taken for dead if /proc did not show it; see efmlib/journal/journal_records.cpp.
TEST_F(Units, SeeTheHooksThatRun)
{
    const std::string text = support::read_text(service_);
    for (const std::string line : {"\nProtectProc=", "\nProcSubset=", "\nPrivateUsers="}) {
        EXPECT_THAT(text, Not(HasSubstr(line)));
    }
}

}  // namespace
