// `cmake --install` alone gives a working suite.
#include <gmock/gmock.h>

#include <fstream>
#include <regex>

#include "temp_dir.hpp"
#include "tools.hpp"

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

const std::vector<std::string> expected{
    "/etc/efm-pgpool/hooks.conf",
    "/usr/bin/follow_master",
    "/usr/bin/follow_primary",
    "/usr/bin/load_balancer_attach",
    "/usr/bin/load_balancer_detach",
    "/usr/bin/pgpool_backend",
    "/usr/lib/systemd/system/efm-pgpool-reconcile.service",
    "/usr/lib/systemd/system/efm-pgpool-reconcile.timer",
    "/usr/lib/sysusers.d/efm-pgpool.conf",
    "/usr/lib/tmpfiles.d/efm-pgpool.conf",
    "/usr/share/bash-completion/completions/pgpool_backend",
    "/usr/share/doc/efm-pgpool/README.md",
    "/usr/share/doc/efm-pgpool/docs/hooks.md",
    "/usr/share/efm-pgpool/efm.properties",
    "/usr/share/efm-pgpool/hooks.conf",
    "/usr/share/efm-pgpool/pgpool.conf",
    "/usr/share/efm-pgpool/sudoers.efm_extension",
    "/usr/share/man/man1/pgpool_backend.1",
    "/usr/share/man/man5/hooks.conf.5",
    "/usr/share/man/man7/efm-pgpool.7",
};

class Installation : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        root_ = std::make_unique<support::TempDir>();
        package::install_into(root_->path(), {"programs", "doc"});
    }
    static void TearDownTestSuite() { root_.reset(); }

    static fs::path inside(const std::string& file) { return root_->path() / file.substr(1); }

    static std::unique_ptr<support::TempDir> root_;
};

std::unique_ptr<support::TempDir> Installation::root_;

TEST_F(Installation, HasEverythingThatAHostNeeds)
{
    EXPECT_THAT(package::files_below(root_->path()), IsSupersetOf(expected));
}

TEST_F(Installation, RunsWithTheSettingsThatItBrings)
{
    const std::string config = inside("/etc/efm-pgpool/hooks.conf");
    EXPECT_THAT(package::output_of({inside("/usr/bin/pgpool_backend"), "config", "--config", config}),
                HasSubstr("localhost:9898"));
    EXPECT_THAT(package::output_of({inside("/usr/bin/follow_master"), "--version"}), HasSubstr("follow_"));
}

TEST_F(Installation, LeavesSettingsAloneThatAreThere)
{
    const fs::path config = inside("/etc/efm-pgpool/hooks.conf");
    support::write_own_text(config, "pool = mine:9898\n");
    package::install_into(root_->path(), {"programs"});
    EXPECT_EQ(support::read_text(config), "pool = mine:9898\n");
}

TEST_F(Installation, HasRulesThatSudoUnderstands)
{
    package::output_of({"/usr/sbin/visudo", "-c", "-f", inside("/usr/share/efm-pgpool/sudoers.efm_extension")});
}

// What the configuration says of a server that the extension cannot be built for.
TEST(Configuration, StopsWithASentenceForAServerThatIsTooOldOrHasNoHeaders)
{
    const support::TempDir dir;
    const auto said_of = [&](const std::string& version) {
        support::write_text(dir / "pg_config",
                            "#!/bin/sh\n[ \"$1\" = --version ] && echo '" + version + "' || echo /none\n");
        fs::permissions(dir / "pg_config", fs::perms::owner_all);
        const auto result = package::run({EFM_CMAKE, "-DPG_CONFIG=" + (dir / "pg_config").string(), "-P",
                                          package::source / "cmake/postgres_server.cmake"});
        EXPECT_NE(result.exit_code, 0) << version;
        return std::regex_replace(result.err, std::regex("\\s+"), " ");
    };
    EXPECT_THAT(said_of("PostgreSQL 13.14"), HasSubstr("efm_extension needs PostgreSQL 14 or later, and"));
    EXPECT_THAT(said_of("PostgreSQL 13.14"), HasSubstr("-DEFM_EXTENSION=OFF"));
    EXPECT_THAT(said_of("PostgreSQL 9.6.24"), HasSubstr("is of PostgreSQL 9.6.24"));
    EXPECT_THAT(said_of("PostgreSQL 18.0"), HasSubstr("Debian: postgresql-server-dev-18"));
}

}  // namespace
