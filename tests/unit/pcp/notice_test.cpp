#include <gtest/gtest.h>

#include "pcp/message.hpp"
#include "pcp/replies.hpp"

namespace {

using namespace std::string_literals;
using pcp::parse_server_text;
using pcp::ServerText;

TEST(PcpServerText, FieldsAreToldByTheirCode)
{
    const ServerText text = parse_server_text(
        pcp::join({"SERROR", "CXX000", "Mno such node", "Dnode id 7", "Huse 0 to 2", "Fpcp_worker.c", "L835", ""}));
    EXPECT_EQ(text, (ServerText{"ERROR", "no such node", "node id 7", "use 0 to 2"}));
}

TEST(PcpServerText, UnknownCodesAreLeftOut)
{
    const ServerText text = parse_server_text(pcp::join({"SLOG", "Wwhere", "\xa2odd", "Mwhat", ""}));
    EXPECT_EQ(text, (ServerText{"LOG", "what", "", ""}));
}

TEST(PcpServerText, ReadsOnBehindTheGarbageThatFollowsACutField)
{
    const std::string cut = "D" + std::string(254, 'x');
    for (const char garbage : {'\xa2', '\0', '1'}) {
        const ServerText text = parse_server_text(pcp::join({"SERROR", cut}) + garbage + "Hhint\0\0"s);
        EXPECT_EQ(text.detail, std::string(254, 'x'));
        EXPECT_EQ(text.hint, "hint") << "garbage: " << static_cast<int>(garbage);
    }
}

TEST(PcpServerText, FieldOfExactlyTheLengthOfACutOneLosesNothing)
{
    const ServerText text = parse_server_text(pcp::join({"M" + std::string(254, 'x'), "Dwhy", ""}));
    EXPECT_EQ(text.detail, "why");
}

TEST(PcpServerText, EndsAtTheTerminator)
{
    EXPECT_EQ(parse_server_text("SERROR\0\0Mbehind the end\0"s), (ServerText{"ERROR", "", "", ""}));
}

TEST(PcpServerText, TruncatedTextIsKeptAsFarAsItCame)
{
    EXPECT_EQ(parse_server_text("SERROR\0Mhalf a mess"s), (ServerText{"ERROR", "half a mess", "", ""}));
    EXPECT_EQ(parse_server_text("SERROR\0M"s), (ServerText{"ERROR", "", "", ""}));
    EXPECT_EQ(parse_server_text(""), ServerText{});
}

TEST(PcpServerText, SentenceHoldsWhatThereIs)
{
    EXPECT_EQ((ServerText{"ERROR", "refused", "node 7", "use 0"}.sentence()), "refused: node 7 (use 0)");
    EXPECT_EQ((ServerText{"ERROR", "refused", "", "use 0"}.sentence()), "refused (use 0)");
    EXPECT_EQ((ServerText{"ERROR", "refused", "node 7", ""}.sentence()), "refused: node 7");
    EXPECT_EQ((ServerText{"ERROR", "", "node 7", "use 0"}.sentence()), "node 7 (use 0)");
    EXPECT_EQ((ServerText{"ERROR", "", "", "use 0"}.sentence()), "(use 0)");
    EXPECT_EQ(ServerText{}.sentence(), "");
}

TEST(PcpServerText, SentenceIsOneLineWithoutControlCharacters)
{
    const ServerText text{"LOG", "two\nlines\x1b[31m", "n\xc5\x93ud\x7f", ""};
    EXPECT_EQ(text.sentence(), "two lines [31m: n\xc5\x93ud ");
}

}  // namespace
