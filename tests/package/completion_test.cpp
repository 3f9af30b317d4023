// What bash offers for the beginning of a word.
#include <gmock/gmock.h>

#include "run.hpp"
#include "tools.hpp"

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

std::vector<std::string> offered(const std::string& program, const std::vector<std::string>& words)
{
    const std::string script = R"(set -eu
source "$1"; program=$2; shift 2
COMP_WORDS=(x "$@"); COMP_CWORD=$#; COMPREPLY=()
_efm_pgpool "$program" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}")";
    std::vector<std::string> argv{"bash",
                                  "-c",
                                  script,
                                  "completion",
                                  package::source / "packaging/completion/pgpool_backend",
                                  support::built_program(program)};
    argv.insert(argv.end(), words.begin(), words.end());
    return package::lines_of(package::output_of(argv));
}

TEST(Completion, OffersTheVerbs)
{
    EXPECT_THAT(offered("pgpool_backend", {"ho"}), ElementsAre("hold", "holds"));
    EXPECT_THAT(offered("pgpool_backend", {"status", ""}), Not(Contains("status")));
}

TEST(Completion, OffersEveryOptionThatHelpNames)
{
    EXPECT_THAT(offered("pgpool_backend", {"--dr"}), ElementsAre("--drain", "--dry-run"));
    EXPECT_THAT(offered("follow_primary", {"--new"}),
                ElementsAre("--new-primary", "--new-primary-host", "--new-primary-port", "--new-primary-data-dir"));
}

TEST(Completion, OffersValuesWhereItKnowsThem)
{
    EXPECT_THAT(offered("load_balancer_detach", {"--as", "f"}), ElementsAre("fence", "follow"));
    EXPECT_THAT(offered("pgpool_backend", {"config", "imp"}), ElementsAre("import"));
}

}  // namespace
