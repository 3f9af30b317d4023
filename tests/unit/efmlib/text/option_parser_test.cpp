#include "efm/option_parser.hpp"

#include <gmock/gmock.h>

#include "efm/error.hpp"

namespace {

using efm::Assignment;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;
using namespace std::string_view_literals;

const std::vector<efm::OptionSpec> specs{{"timeout", 't', "DURATION", "give up"}, {"json", 0, "", "one document"}};

TEST(Arguments, MayHaveOptionsAnywhere)
{
    const auto parsed = efm::parse_arguments(specs, {"detach", "--json", "10.0.0.1", "-t", "5s"});
    EXPECT_THAT(parsed.operands, ElementsAre("detach", "10.0.0.1"));
    EXPECT_TRUE(parsed.has("json"));
    EXPECT_THAT(parsed.options.at("timeout"), ElementsAre("5s"));
}

TEST(Arguments, KeepPgpoolsPlaceholdersOfNoNodeAsOperands)
{
    EXPECT_THAT(efm::parse_arguments(specs, {"1", "-1", ""}).operands, ElementsAre("1", "-1", ""));
}

TEST(Arguments, EndTheirOptionsWithTwoDashes)
{
    EXPECT_THAT(efm::parse_arguments(specs, {"--", "--json"}).operands, ElementsAre("--json"));
}

TEST(Arguments, MayHaveAValueThatIsImplied)
{
    const std::vector<efm::OptionSpec> watch{{"watch", 0, "DURATION", "again and again", "2s"}};
    const auto bare = efm::parse_arguments(watch, {"--watch", "status"});
    EXPECT_THAT(bare.options.at("watch"), ElementsAre("2s"));
    EXPECT_THAT(bare.operands, ElementsAre("status"));
    EXPECT_THAT(efm::parse_arguments(watch, {"status", "--watch=5s"}).options.at("watch"), ElementsAre("5s"));
}

TEST(Arguments, AreRefusedWhenUnknownAbbreviatedOrWithoutTheirValue)
{
    EXPECT_THROW(efm::parse_arguments(specs, {"--jsn"}), efm::Error);
    EXPECT_THROW(efm::parse_arguments(specs, {"--time", "5s"}), efm::Error);
    EXPECT_THROW(efm::parse_arguments(specs, {"--timeout"}), efm::Error);
    EXPECT_THROW(efm::parse_arguments(specs, {"--json=yes"}), efm::Error);
}

TEST(Ini, HasKeysSectionsAndComments)
{
    const char* text = "# comment\npool = a:1\n\npool=b:2 # the other\n[pcp]\r\nuser = efm\r\n";
    EXPECT_THAT(efm::parse_ini(text, "f", {"pool", "pcp.user"}),
                ElementsAre(Assignment{"pool", "a:1", "f:2"}, Assignment{"pool", "b:2", "f:4"},
                            Assignment{"pcp.user", "efm", "f:6"}));
}

TEST(Ini, HasNoControlCharacters)
{
    for (const std::string_view text :
         {"log = /tmp/a\0b"sv, "log = \x1b[31m"sv, "l\0o\0g\0=\0x\0"sv, "log = a\rlog = b"sv}) {
        EXPECT_THAT([&] { efm::parse_ini(text, "hooks.conf", {"log"}); },
                    ThrowsMessage<efm::Error>(HasSubstr("hooks.conf:1: holds a control character")));
    }
}

TEST(Ini, NamesTheLineOfAnUnknownKey)
{
    EXPECT_THAT([] { efm::parse_ini("pool = a\n\npoool = b\n", "hooks.conf", {"pool"}); },
                ThrowsMessage<efm::Error>(HasSubstr("hooks.conf:3: unknown key \"poool\"")));
}

TEST(Ini, RefusesAValueThatTheCommentSignWouldCut)
{
    EXPECT_THAT([] { efm::parse_ini("log = /var/log/a#b\n", "f", {"log"}); },
                ThrowsMessage<efm::Error>(HasSubstr("f:1: '#'")));
}

TEST(Ini, RefusesALineThatAssignsNothing)
{
    EXPECT_THROW(efm::parse_ini("pool\n", "f", {"pool"}), efm::Error);
    EXPECT_THAT(efm::parse_ini("", "f", {"pool"}), IsEmpty());
}

}  // namespace
