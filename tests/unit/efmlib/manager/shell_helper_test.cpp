#include "efm/shell_helper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using efm::helper_value;
using efm::helper_warnings;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string only_warning(const std::string& text)
{
    const auto warnings = helper_warnings(text);
    return warnings.size() == 1 ? warnings.front() : std::to_string(warnings.size()) + " warnings";
}

TEST(ShellHelper, TakesTheLastLineWithTheKeyAnywhereAndWithoutAComment)
{
    EXPECT_EQ(helper_value("db.bin=/a\ndb.bin = /b \n#db.bin=/c\n", "db.bin"), "/b");
    EXPECT_EQ(helper_value("db.bin=/a\nold_db.bin=/b\n", "db.bin"), "/b");
    EXPECT_EQ(helper_value("db.bin=/a\ndbxbin=/b\n", "db.bin"), "/b") << "a pattern";
    EXPECT_EQ(helper_value("db.bin=/a # b\n", "db.bin"), "");
    EXPECT_EQ(helper_value("db.bin=/a=b=c\n", "db.bin"), "/a");
    EXPECT_EQ(helper_value("db.bin=/a  b\n", "db.bin"), "/a b");
    EXPECT_EQ(helper_value("db.bin:/a\n", "db.bin"), "db.bin:/a");
    EXPECT_EQ(helper_value("", "db.bin"), "");
}

TEST(ShellHelper, AnOrdinaryFileIsReadAlikeByBoth)
{
    EXPECT_THAT(helper_warnings("db.bin=/usr/edb/as15/bin\n  db.data.dir = /var/lib/edb/as15/data \ndb.config.dir=\n"
                                "# db.bin=/x\njdbc.properties=a=b\nuser.email=a#b\n"),
                IsEmpty());
    EXPECT_THAT(helper_warnings("is.witness=true\n"), IsEmpty());
}

TEST(ShellHelper, SaysWhyItReadsSomethingElse)
{
    EXPECT_EQ(
        only_warning("db.bin=/a=b\n"),
        "db.bin: the shell helper reads \"/a\" out of line 1, and the agent \"/a=b\" out of line 1: it cuts the value "
        "at the second '='");
    EXPECT_EQ(
        only_warning("db.data.dir=/data#1\n"),
        "db.data.dir: the shell helper reads \"\", and the agent \"/data#1\" out of line 1: it skips lines with a '#' "
        "anywhere");
    EXPECT_EQ(
        only_warning("db.bin=/a\nscript.fence=/fence db.bin\n"),
        "db.bin: the shell helper reads \"/fence db.bin\" out of line 2, and the agent \"/a\" out of line 1: the key's "
        "name is also in that later line");
    EXPECT_THAT(only_warning("db.config.dir=/etc/\\\n  postgres\n"), HasSubstr("it does not know continued lines"));
    EXPECT_THAT(only_warning("db.bin /a\n"), HasSubstr("it knows no separator but '='"));
    EXPECT_THAT(only_warning("db.bin=/a\\\\b\n"), HasSubstr("it knows no escapes"));
    EXPECT_THAT(only_warning("db\\.bin=/a\n"), HasSubstr("it does not find the key as it is written there"));
    EXPECT_THAT(only_warning("old.db.bin=/a\n"), HasSubstr("and the agent nothing"));
}

TEST(ShellHelper, KnowsNoCarriageReturn)
{
    EXPECT_EQ(helper_value("db.bin=/a \r\n", "db.bin"), "/a \r");
    EXPECT_THAT(only_warning("a=1\r\ndb.bin=/a\r\n"),
                HasSubstr("out of line 2: it takes the carriage return for a part"));
    EXPECT_THAT(only_warning("a=1\rdb.bin=/a"), HasSubstr("and the agent \"/a\" out of line 2")) << "one line to grep";
}

TEST(ShellHelper, SaysWhatAShellWouldTakeApart)
{
    EXPECT_THAT(only_warning("db.data.dir=/my data\n"), HasSubstr("does not keep \"/my data\" whole"));
    EXPECT_THAT(only_warning("db.data.dir=/data;reboot\n"), HasSubstr("does not keep"));
    EXPECT_THAT(only_warning("db.data.dir=\"/data\"\n"), HasSubstr("does not keep"));
}

TEST(ShellHelper, ShowsNothingOfALineWithASecret)
{
    EXPECT_EQ(
        only_warning("db.bin=/a\nscript.db.password=/opt/db.bin/show s3cret\n"),
        "db.bin: the shell helper reads \"********\" out of line 2, and the agent \"/a\" out of line 1: the key's "
        "name is also in that later line");
}

TEST(ShellHelper, WarnsOfEachKeyOnce)
{
    EXPECT_THAT(helper_warnings("db.bin=/a=1\ndb.bin=/b=2\ndb.data.dir=/c#\n"),
                ElementsAre(HasSubstr("db.bin: "), HasSubstr("db.data.dir: ")));
}

}  // namespace
