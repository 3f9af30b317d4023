#include "efm/script_import.hpp"

#include <gmock/gmock.h>

#include "efm/error.hpp"
#include "efm/settings.hpp"

namespace {

using efm::settings_from_script_text;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ScriptImport, TakesTheAssignmentsOfAnInstalledScript)
{
    const std::string settings = settings_from_script_text(
        "#!/bin/bash\nPCP_USER=enterprisedb # PCP user name\nPCP_PORT=\"9898\"\n  PCP_HOST='pool.example.net'\n"
        "PGPOOL_PATH=/usr/edb/pgpool/bin\nexport PCPPASSFILE=/var/efm/.pcppass\n",
        "pgpool_backend.sh");
    EXPECT_THAT(settings, HasSubstr("\npool = pool.example.net:9898\n"));
    EXPECT_THAT(settings, HasSubstr("\npcp.user = enterprisedb\n"));
    EXPECT_THAT(settings, HasSubstr("\npcp.passfile = /var/efm/.pcppass\n"));
    EXPECT_THAT(settings, HasSubstr("PGPOOL_PATH is no longer needed"));
}

TEST(ScriptImport, NeverGuessesWhatTheShellWouldExpand)
{
    const std::string settings = settings_from_script_text("PCP_USER=$(whoami)\nPCP_HOST=${HOST:-db}\n", "s");
    EXPECT_THAT(settings, HasSubstr("# PCP_USER is computed by the script"));
    EXPECT_THAT(settings, HasSubstr("set pool by hand"));
    EXPECT_THAT(settings, Not(HasSubstr("\npcp.user")));
}

TEST(ScriptImport, MakesWhatTheReaderTakesOfAScriptWithControlCharacters)
{
    using namespace std::string_literals;
    const std::string settings = settings_from_script_text("PCP_HOST=`a\0\x1b[31m`\nPCP_USER=\x01"s, "a\nb");
    EXPECT_THAT(efm::parse_ini(settings, "f", efm::setting_keys()), ::testing::IsEmpty());
}

TEST(ScriptImport, ReadsSeveralAssignmentsOfALine)
{
    const std::string settings = settings_from_script_text("PCP_HOST=db9; PCP_PORT=9899\nexport PCP_USER=a X=1\n", "s");
    EXPECT_THAT(settings, HasSubstr("\npool = db9:9899\n"));
    EXPECT_THAT(settings, HasSubstr("\npcp.user = a\n"));
}

TEST(ScriptImport, ReadsADefaultThatTheScriptSets)
{
    EXPECT_THAT(settings_from_script_text(": \"${PCP_USER:=pcpadmin}\"\ndeclare -x PCP_HOST=::1\n", "s"),
                ::testing::AllOf(HasSubstr("\npcp.user = pcpadmin\n"), HasSubstr("\npool = [::1]\n")));
}

TEST(ScriptImport, WritesNothingThatTheReaderWouldRefuse)
{
    const std::string settings =
        settings_from_script_text("PCP_HOST='a b'\nPCPPASSFILE=pcppass\nPCP_USER='a#b'\nPCP_PORT=~/x\n", "s");
    EXPECT_THAT(settings, Not(HasSubstr("\npool =")));
    EXPECT_THAT(settings, Not(HasSubstr("\npcp.")));
}

TEST(ScriptImport, IgnoresCommentsUsesAndLookAlikes)
{
    EXPECT_THROW(settings_from_script_text("# PCP_USER=a\necho $PCP_USER\nMY_PCP_USER=b\n", "s"), efm::Error);
}

TEST(ScriptImport, RefusesTheUnfilledFormOfTheGuide)
{
    EXPECT_THROW(settings_from_script_text("PCP_USER= # PCP user name\nPCP_PORT= # port\n", "s"), efm::Error);
}

}  // namespace
