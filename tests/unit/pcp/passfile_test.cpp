#include "pcp/passfile.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "pcp/error.hpp"

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

const pcp::Login db9{"db9", 9898, "pcpu"};

// Of a line longer than 319 bytes the stock tools see pieces of 319.
std::string line_of(std::size_t length, const std::string& start)
{
    return start + std::string(length - start.size(), 'x');
}

TEST(MatchPassword, TakesTheFirstLineThatMatches)
{
    EXPECT_THAT(pcp::match_password("db8:9898:pcpu:no\ndb9:9898:pcpu:first\ndb9:9898:pcpu:second\n", db9),
                Optional(std::string("first")));
    EXPECT_THAT(pcp::match_password("*:*:*:any\ndb9:9898:pcpu:later\n", db9), Optional(std::string("any")));
    EXPECT_THAT(pcp::match_password("db9:9898:pcpu:no final newline", db9), Optional(std::string("no final newline")));
    EXPECT_THAT(pcp::match_password("db9:9898:pcpu:\n", db9), Optional(std::string()));
}

TEST(MatchPassword, FindsNothingWhereAFieldDiffersOrIsMissing)
{
    for (const char* text :
         {"", "\n\n", "db9\n", "db9:9898\n", "db9:9898:pcpu\n", "db:9898:pcpu:p\n", "db9:989:pcpu:p\n",
          "db9:9898:pcp:p\n", "db9:9898:pcpu2:p\n", "DB9:9898:pcpu:p\n", "d*:9898:pcpu:p\n"}) {
        EXPECT_EQ(pcp::match_password(text, db9), std::nullopt) << text;
    }
}

TEST(MatchPassword, TrimsNothingAndKnowsNoComments)
{
    EXPECT_EQ(pcp::match_password(" db9:9898:pcpu:p\n", db9), std::nullopt);
    EXPECT_EQ(pcp::match_password("#db9:9898:pcpu:p\n", db9), std::nullopt);
    EXPECT_EQ(pcp::match_password("db9:9898: pcpu:p\n", db9), std::nullopt);
    EXPECT_THAT(pcp::match_password("db9:9898:pcpu: p \n", db9), Optional(std::string(" p ")));
}

TEST(MatchPassword, AStarAloneMatchesAnyFieldAndIsLiteralWhenEscaped)
{
    for (const char* text : {"*:9898:pcpu:p", "db9:*:pcpu:p", "db9:9898:*:p"}) {
        EXPECT_THAT(pcp::match_password(text, db9), Optional(std::string("p"))) << text;
    }
    EXPECT_EQ(pcp::match_password("\\*:9898:pcpu:p", db9), std::nullopt);
    EXPECT_THAT(pcp::match_password("db9:9898:\\*:p", {"db9", 9898, "*"}), Optional(std::string("p")));
}

TEST(MatchPassword, ABackslashEscapesTheNextCharacterInEveryField)
{
    EXPECT_THAT(pcp::match_password("db9:9898:a\\:b\\\\:p", {"db9", 9898, "a:b\\"}), Optional(std::string("p")));
    EXPECT_THAT(pcp::match_password("d\\b\\9:98\\98:pcpu:p", db9), Optional(std::string("p")));
    EXPECT_THAT(pcp::match_password("db9:9898:pcpu:a\\:b\\\\c:ignored", db9), Optional(std::string("a:b\\c")));
    EXPECT_THAT(pcp::match_password("db9:9898:pcpu:p\\", db9), Optional(std::string("p\\")));
}

// Measured on the stock tools of 4.3.5: what the login itself contains needs no escape.
TEST(MatchPassword, AnIPv6HostNeedsNoEscape)
{
    EXPECT_THAT(pcp::match_password("::1:9898:pcpu:p", {"::1", 9898, "pcpu"}), Optional(std::string("p")));
    EXPECT_THAT(pcp::match_password("\\:\\:1:9898:pcpu:p", {"::1", 9898, "pcpu"}), Optional(std::string("p")));
}

TEST(MatchPassword, ASocketDirectoryIsLiteralAndThenLocalhost)
{
    const pcp::Login by_directory{"/run/pgpool", 9898, "pcpu"};
    const std::string both = "localhost:9898:pcpu:second\n/run/pgpool:9898:pcpu:first\n";
    EXPECT_THAT(pcp::match_password(both, by_directory), Optional(std::string("first")));
    EXPECT_THAT(pcp::match_password("localhost:9898:pcpu:p\n", by_directory), Optional(std::string("p")));
    EXPECT_EQ(pcp::match_password("/run:9898:pcpu:p\n", by_directory), std::nullopt);
    EXPECT_THAT(pcp::match_password("localhost:9898:pcpu:p\n", {"", 9898, "pcpu"}), Optional(std::string("p")));
}

TEST(MatchPassword, AnEmptyUserHasNoPassword)
{
    EXPECT_EQ(pcp::match_password("*:*:*:p", {"db9", 9898, ""}), std::nullopt);
}

TEST(MatchPassword, SplitsALongLineWhereTheStockToolsDo)
{
    const std::string fits = line_of(319, "db9:9898:pcpu:");
    EXPECT_THAT(pcp::match_password(fits + "\n", db9), Optional(fits.substr(14)));
    EXPECT_THAT(pcp::match_password(fits + "y\n", db9), Optional(fits.substr(14)));
    EXPECT_THAT(pcp::match_password(line_of(319, "#") + "db9:9898:pcpu:p\n", db9), Optional(std::string("p")));
    EXPECT_EQ(pcp::match_password(line_of(320, "#") + "db9:9898:pcpu:p\n", db9), std::nullopt);
}

class PasswordFile : public ::testing::Test {
protected:
    PasswordFile()
    {
        std::string pattern = std::filesystem::temp_directory_path() / "passfile_test.XXXXXX";
        directory_ = mkdtemp(pattern.data());
        path_ = directory_ / "pcppass";
    }
    ~PasswordFile() override { std::filesystem::remove_all(directory_); }

    void write(const std::string& text, mode_t mode = 0600)
    {
        std::ofstream(path_, std::ios::binary) << text;
        chmod(path_.c_str(), mode);
    }

    std::string password(const pcp::Login& login = db9) { return pcp::password_from_file(path_, login); }

    // The words of the error that reading ends in. It never carries a password.
    std::string complaint(const pcp::Login& login = db9)
    {
        try {
            password(login);
        } catch (const pcp::Error& error) {
            EXPECT_EQ(error.kind(), pcp::Error::Kind::authentication);
            EXPECT_EQ(error.delivery(), pcp::Error::Delivery::not_sent);
            EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
            return error.what();
        }
        return "no error";
    }

    std::filesystem::path directory_;
    std::filesystem::path path_;
};

TEST_F(PasswordFile, IsReadWhenOnlyItsOwnerMayReadIt)
{
    write("db9:9898:pcpu:s3cret\n", 0600);
    EXPECT_EQ(password(), "s3cret");
    write("db9:9898:pcpu:s3cret\n", 0400);
    EXPECT_EQ(password(), "s3cret");
}

TEST_F(PasswordFile, MayBeALink)
{
    write("db9:9898:pcpu:s3cret\n");
    const std::filesystem::path link = directory_ / "link";
    std::filesystem::create_symlink(path_, link);
    EXPECT_EQ(pcp::password_from_file(link, db9), "s3cret");
}

TEST_F(PasswordFile, ThatIsMissingIsNamed)
{
    EXPECT_THAT(complaint(), AllOf(HasSubstr(path_.string()), HasSubstr("does not exist"), HasSubstr("0600")));
}

TEST_F(PasswordFile, ThatIsADirectoryOrAPipeIsRefusedAtOnce)
{
    std::filesystem::create_directory(path_);
    EXPECT_THAT(complaint(), HasSubstr("is not a regular file"));
    std::filesystem::remove(path_);
    ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
    EXPECT_THAT(complaint(), HasSubstr("is not a regular file"));
}

TEST_F(PasswordFile, ThatOthersMayReadIsRefusedWithTheRemedy)
{
    for (const mode_t mode : {0640U, 0604U, 0660U, 0610U, 0602U}) {
        write("db9:9898:pcpu:s3cret\n", mode);
        EXPECT_THAT(complaint(), HasSubstr("may be read by others (mode 0"));
        EXPECT_THAT(complaint(), HasSubstr("chmod 600 " + path_.string()));
    }
    write("db9:9898:pcpu:s3cret\n", 0640);
    EXPECT_THAT(complaint(), HasSubstr("(mode 0640)"));
}

TEST_F(PasswordFile, ThatIsLargerThanAMebibyteIsRefused)
{
    write("db9:9898:pcpu:s3cret\n" + std::string(1024 * 1024, '\n'));
    EXPECT_THAT(complaint(), HasSubstr("larger than 1 MiB"));
}

TEST_F(PasswordFile, WithoutTheLineSaysHowManyLinesItHas)
{
    write("db8:9899:pcpu:s3cret\n\n#comment\n");
    EXPECT_THAT(complaint(), AllOf(HasSubstr("has no line for db9:9898:pcpu (3 lines)"), HasSubstr("host:port:user")));
}

TEST_F(PasswordFile, SaysWhichLineIsRightButForOneField)
{
    write("db8:9899:pcpu:s3cret\ndb9:9898:pcpx:s3cret\n");
    EXPECT_THAT(complaint(), HasSubstr("(2 lines, line 2 matches but for its user)"));
    EXPECT_THAT(complaint({"db7", 9899, "pcpu"}), HasSubstr("line 1 matches but for its host)"));
    EXPECT_THAT(complaint({"db8", 9898, "pcpu"}), HasSubstr("line 1 matches but for its port"));
}

TEST_F(PasswordFile, RefusesAPasswordThatTheStockToolsWouldCut)
{
    write("*:1:*:x\n" + line_of(400, "db9:9898:pcpu:s3cret"));
    EXPECT_THAT(complaint(), AllOf(HasSubstr("line 2 of"), HasSubstr("longer than 319 bytes")));
    write(line_of(400, "#") + "\ndb9:9898:pcpu:s3cret\n");
    EXPECT_EQ(password(), "s3cret") << "a long line that does not matter";
}

TEST_F(PasswordFile, RefusesAPasswordThatEndsWithACarriageReturn)
{
    write("db9:9898:pcpu:s3cret\r\n");
    EXPECT_THAT(complaint(), AllOf(HasSubstr("line 1 of"), HasSubstr("carriage return")));
}

TEST_F(PasswordFile, RefusesAUserThatTheServerWouldNotTake)
{
    write("*:*:*:s3cret\n");
    EXPECT_EQ(password({"db9", 9898, std::string(127, 'u')}), "s3cret");
    EXPECT_THAT(complaint({"db9", 9898, std::string(128, 'u')}), HasSubstr("longer than the 127 bytes"));
    EXPECT_THAT(complaint({"db9", 9898, ""}), HasSubstr("no user"));
}

// Root may read everything: there a child that has become another user looks.
bool says_when_not_root(const std::function<std::string()>& complaint, const std::string& words)
{
    constexpr uid_t nobody = 65534;
    if (geteuid() != 0) return complaint().find(words) != std::string::npos;
    const pid_t child = fork();
    if (child == 0) {
        const bool dropped = setgid(nobody) == 0 && setuid(nobody) == 0;
        _exit(dropped && complaint().find(words) != std::string::npos ? 0 : 1);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status == 0;
}

TEST_F(PasswordFile, ThatBelongsToAnotherUserIsNamedWithBothUsers)
{
    path_ = "/etc/shadow";  // there is hardly another file that is surely root's and kept from all others
    EXPECT_TRUE(says_when_not_root([&] { return complaint(); }, "belongs to user root and cannot be read by user "));
}

TEST_F(PasswordFile, ThatItsOwnerMayNotReadIsNamed)
{
    write("db9:9898:pcpu:s3cret\n", 0200);
    chmod(directory_.c_str(), 0755);
    constexpr uid_t nobody = 65534;
    if (geteuid() == 0) {
        ASSERT_EQ(chown(path_.c_str(), nobody, nobody), 0);
    }
    EXPECT_TRUE(says_when_not_root([&] { return complaint(); }, "cannot be read by its owner"));
}

TEST_F(PasswordFile, InADirectoryThatIsClosedIsNamed)
{
    write("db9:9898:pcpu:s3cret\n");
    chmod(directory_.c_str(), 0);
    EXPECT_TRUE(says_when_not_root([&] { return complaint(); }, "lies in a directory that user"));
    chmod(directory_.c_str(), 0700);
}

}  // namespace
