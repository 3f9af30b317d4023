// The Debian packages, made of the build tree.
#include <gmock/gmock.h>

#include <algorithm>

#include "temp_dir.hpp"
#include "tools.hpp"

namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::StartsWith;

const std::string extension = "postgresql-" POSTGRES_MAJOR "-efm-extension";

class Packages : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        dir_ = std::make_unique<support::TempDir>();
        // The generator's name keeps cpack from asking make whether all is built. Debug symbols take minutes to pack.
        package::output_of({EFM_CPACK, "--config", package::build / "CPackConfig.cmake", "-B", dir_->path(), "-D",
                            "CPACK_CMAKE_GENERATOR=Ninja", "-D", "CPACK_STRIP_FILES=ON", "-D",
                            "CPACK_DEBIAN_PROGRAMS_DEBUGINFO_PACKAGE=OFF", "-D",
                            "CPACK_DEBIAN_EFM_EXTENSION_DEBUGINFO_PACKAGE=OFF", "-D",
                            "CPACK_DEBIAN_COMPRESSION_TYPE=gzip"});
    }
    static void TearDownTestSuite() { dir_.reset(); }

    static std::string file_of(const std::string& package)
    {
        for (const fs::directory_entry& entry : fs::directory_iterator(dir_->path())) {
            const std::string name = entry.path().filename();
            if (name.starts_with(package + '_') && name.ends_with(".deb")) return entry.path();
        }
        throw std::runtime_error("there is no package " + package);
    }

    static std::string field(const std::string& package, const std::string& name)
    {
        return package::output_of({"dpkg-deb", "--field", file_of(package), name});
    }

    static std::vector<std::string> contents_of(const std::string& package)
    {
        support::TempDir root;
        package::output_of({"dpkg-deb", "--extract", file_of(package), root.path()});
        return package::files_below(root.path());
    }

    static std::unique_ptr<support::TempDir> dir_;
};

std::unique_ptr<support::TempDir> Packages::dir_;

TEST_F(Packages, HaveNoErrorInTheEyesOfLintian)
{
    const auto said = package::run({"lintian", "--allow-root", "--fail-on", "error", "--tag-display-limit", "0",
                                    file_of("efm-pgpool"), file_of("efm-pgpool-doc"), file_of(extension)});
    EXPECT_TRUE(said.succeeded()) << said.out << said.err;
}

TEST_F(Packages, HaveWhatTheyAreFor)
{
    EXPECT_THAT(
        contents_of("efm-pgpool"),
        IsSupersetOf({"/etc/efm-pgpool/hooks.conf", "/usr/bin/pgpool_backend", "/usr/bin/follow_master",
                      "/usr/lib/systemd/system/efm-pgpool-reconcile.timer", "/usr/share/man/man7/efm-pgpool.7.gz",
                      "/usr/share/bash-completion/completions/load_balancer_attach"}));
    EXPECT_THAT(contents_of("efm-pgpool-doc"),
                IsSupersetOf({"/usr/share/doc/efm-pgpool/docs/settings.md",
                              "/usr/share/efm-pgpool/monitoring/grafana/efm_pgpool.json",
                              "/usr/share/efm-pgpool/monitoring/prometheus/efm_pgpool.rules.yml",
                              "/usr/share/efm-pgpool/monitoring/zabbix/efm_pgpool_template.xml"}));
    EXPECT_THAT(contents_of(extension),
                IsSupersetOf({"/usr/lib/postgresql/" POSTGRES_MAJOR "/lib/efm_extension.so",
                              "/usr/share/postgresql/" POSTGRES_MAJOR "/extension/efm_extension.control"}));
}

TEST_F(Packages, HaveSettingsThatAnUpgradeDoesNotOverwrite)
{
    EXPECT_EQ(package::output_of({"dpkg-deb", "--info", file_of("efm-pgpool"), "conffiles"}),
              "/etc/efm-pgpool/hooks.conf\n");
}

// libpq and SQLite are loaded by name; nothing of Pgpool is needed, on a host of EFM there is none.
TEST_F(Packages, DependOnWhatTheProgramsLoad)
{
    EXPECT_THAT(field("efm-pgpool", "Depends"),
                AllOf(HasSubstr("libpq5"), HasSubstr("libsqlite3-0"), HasSubstr("libc6 (>="), HasSubstr("libmd0"),
                      Not(HasSubstr("pgpool")), Not(HasSubstr("pcp"))));
    EXPECT_THAT(field(extension, "Depends"), StartsWith("postgresql-" POSTGRES_MAJOR));
}

TEST_F(Packages, HaveNoFileOfPgpoolOrPerformanceCoPilot)
{
    for (const std::string& file : contents_of("efm-pgpool")) {
        const std::string name = fs::path(file).filename();
        EXPECT_FALSE(name.starts_with("pcp_") || name.starts_with("libpcp") || name == "pgpool") << file;
        const auto owner = package::run({"dpkg", "--search", file});
        EXPECT_TRUE(!owner.succeeded() || owner.out.starts_with("efm-pgpool:")) << owner.out;
    }
}

}  // namespace
