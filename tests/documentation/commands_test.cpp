// Every command of the documentation is typed, in the scene that its page is about, or there is a reason why not.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <memory>

#include "cases.hpp"
#include "commands.hpp"
#include "config_text.hpp"
#include "database.hpp"
#include "efm_cluster.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "pcp/client.hpp"
#include "pgpool_server.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace {

using documentation::Case;
using documentation::Command;
using documentation::Scene;
using support::eventually;
using ::testing::ElementsAre;

TEST(DocumentedCommands, AreTakenOutOfBlocksAndQuotes)
{
    const std::string page =
        "Say `pgpool_backend nodes`, or `efm status`.\n\n    $ pgpool_backend holds\n    nothing is held\n"
        "    pool = x\n    tests/run --all     # all\n";
    std::vector<std::string> words;
    for (const Command& command : documentation::commands_of("page.md", page)) {
        words.push_back(command.words + '|' + command.shown);
    }
    EXPECT_THAT(words,
                ElementsAre("pgpool_backend nodes|", "pgpool_backend holds|nothing is held", "tests/run --all|"));
}

TEST(DocumentedCommands, AreRunOrHaveAReason)
{
    std::map<std::string, std::size_t> found;
    for (const Case& row : documentation::cases()) {
        EXPECT_TRUE(found.emplace(row.command, 0).second) << row.command << " is in the table twice";
        EXPECT_EQ(row.scene == Scene::none, !row.why.empty()) << row.command;
    }
    for (const Command& command : documentation::documented_commands()) {
        const auto row = found.find(command.words);
        if (row != found.end())
            ++row->second;
        else if (!documentation::case_by_kind(command.file, command.words))
            ADD_FAILURE() << command.file << ':' << command.line << ": not in cases.cpp: " << command.words;
    }
    for (const auto& [words, count] : found) EXPECT_GT(count, 0U) << "no page has it any more: " << words;
}

class DocumentedCommand : public support::LiveTest {
protected:
    static void TearDownTestSuite()
    {
        pool_.reset();
        servers_.reset();
        dir_.reset();
    }

    static void need_servers()
    {
        if (servers_) return;
        servers_ = std::make_unique<support::PostgresCluster>();
        pool_ = std::make_unique<support::PgpoolServer>(*servers_);
    }

    static support::TempDir& dir()
    {
        if (!dir_) dir_ = std::make_unique<support::TempDir>();
        return *dir_;
    }

    static pcp::Client client()
    {
        const support::PcpEndpoint& pcp = pool_->pcp();
        return pcp::Client{{.host = pcp.host, .port = pcp.port, .user = pcp.user, .password = pcp.password}};
    }

    static bool is_attached(int id) { return pcp::is_attached(client().health_stats(id)->status); }

    static std::string filled_in(std::string words)
    {
        const std::map<std::string, std::string> values{
            {"{dir}", dir().path()}, {"{build}", EFM_BUILD}, {"{source}", EFM_SOURCE}, {"{ctest}", EFM_CTEST}};
        for (const auto& [name, value] : values) {
            for (std::size_t at = 0; (at = words.find(name)) != std::string::npos;)
                words.replace(at, name.size(), value);
        }
        return words;
    }

    static efm::CommandResult type(const std::string& words)
    {
        if (words.starts_with("CREATE") || words.starts_with("GRANT")) {
            support::query((*servers_)[0].login(), words);
            return {.exit_code = 0};
        }
        efm::Command command;
        command.argv = documentation::split(filled_in(words));
        if (std::filesystem::exists(support::built_program(command.argv[0]))) {
            command.argv[0] = support::built_program(command.argv[0]);
        }
        command.environment = {{"EFM_PGPOOL_CONFIG", settings_}};
        command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{60});
        return efm::BoostCommandRunner{}.run(command);
    }

    // The first line, as far as each page shows it.
    static std::string mismatch(const Case& row, const std::string& out)
    {
        const std::string line = out.substr(0, out.find('\n'));
        for (const Command& command : documentation::documented_commands()) {
            // The page of several pools shows what several pools say.
            if ((command.file == "docs/pools.md") != (row.scene == Scene::pool_missing)) continue;
            if (!row.as_shown || command.words != row.command || command.shown.empty()) continue;
            const std::string shown = command.shown.substr(0, command.shown.find(" ..."));
            if (documentation::without_numbers(line).starts_with(documentation::without_numbers(shown))) continue;
            return command.file + ':' + std::to_string(command.line) + " shows\n" + shown + "\nand it is\n" + line;
        }
        return "";
    }

    // What only looks may look again: a view that is a moment old does not fail the page.
    static void play(const Case& row)
    {
        efm::CommandResult result;
        const auto is_so = [&] {
            result = type(row.run);
            return result.exit_code == row.exit && mismatch(row, result.out).empty();
        };
        if (is_so() || (row.scene == Scene::standby_out && row.exit == 75 && eventually(is_so))) return;
        ADD_FAILURE() << row.run << " ends with " << result.exit_code.value_or(-1) << ", not " << row.exit << '\n'
                      << mismatch(row, result.out) << '\n'
                      << result.out << result.err;
    }

    static void play(Scene scene)
    {
        for (const Case& row : documentation::cases()) {
            if (row.scene == scene) play(row);
        }
    }

    static std::filesystem::path settings_;
    static std::unique_ptr<support::TempDir> dir_;
    static std::unique_ptr<support::PostgresCluster> servers_;
    static std::unique_ptr<support::PgpoolServer> pool_;
};

std::filesystem::path DocumentedCommand::settings_;
std::unique_ptr<support::TempDir> DocumentedCommand::dir_;
std::unique_ptr<support::PostgresCluster> DocumentedCommand::servers_;
std::unique_ptr<support::PgpoolServer> DocumentedCommand::pool_;

TEST_F(DocumentedCommand, WorksAnywhere)
{
    settings_ = EFM_SOURCE "/config/hooks.conf";
    support::write_own_text(dir() / "pgpool_backend.sh", "PCP_HOST=pool\nPCP_PORT=9898\nPCP_USER=pcpadmin\n");
    // A ctest that lists takes the log of one that runs, if it is in the same directory.
    support::write_own_text(dir() / "CTestTestfile.cmake", "subdirs(\"" EFM_BUILD "\")\n");
    play(Scene::anywhere);
    for (const Command& command : documentation::documented_commands()) {
        const auto row = documentation::case_by_kind(command.file, command.words);
        if (row && row->scene == Scene::anywhere) play(*row);
    }
}

TEST_F(DocumentedCommand, WorksWhenAllIsWell)
{
    need_servers();
    settings_ = pool_->hooks_conf();
    play(Scene::all_well);
}

TEST_F(DocumentedCommand, WorksWhenOneOfTwoPoolsIsMissing)
{
    need_servers();
    client().attach(2);
    ASSERT_TRUE(eventually([] { return is_attached(2); }));
    settings_ = dir() / "two_pools.conf";
    support::write_own_text(settings_, support::read_text(pool_->hooks_conf()) + "\npool = localhost:1\n");
    play(Scene::pool_missing);
}

TEST_F(DocumentedCommand, WorksWhenAHealthyStandbyIsOut)
{
    need_servers();
    const support::EfmCluster efm(*servers_, *pool_);
    settings_ = dir() / "managed.conf";
    support::ConfigValues manager = efm.manager_of(0);
    manager["server.user"] = "postgres";
    support::write_own_text(settings_, support::with_values(support::read_text(pool_->hooks_conf()), manager));
    if (is_attached(2)) client().detach(2);
    ASSERT_TRUE(eventually([] { return !is_attached(2); }));
    play(Scene::standby_out);
}

TEST_F(DocumentedCommand, WorksWhenAStandbyIsDead)
{
    need_servers();
    settings_ = pool_->hooks_conf();
    if (is_attached(2)) client().detach(2);
    ASSERT_TRUE(eventually([] { return !is_attached(2); }));
    (*servers_)[2].kill9();
    play(Scene::standby_dead);
}

}  // namespace
