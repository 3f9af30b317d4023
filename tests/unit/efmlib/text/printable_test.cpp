#include "printable.hpp"

#include <gtest/gtest.h>

namespace {

using efm::excerpt;
using efm::one_line;
using efm::valid_utf8;

TEST(Printable, KeepsCharactersAndReplacesWhatIsNone)
{
    EXPECT_EQ(valid_utf8("a\u00fc\u20ac\U0001F600\n"), "a\u00fc\u20ac\U0001F600\n");
    EXPECT_EQ(valid_utf8("a\xF6z"), "a\uFFFDz");
    EXPECT_EQ(valid_utf8("\xE2\x82"), "\uFFFD\uFFFD") << "cut in the middle";
    EXPECT_EQ(valid_utf8("\xC0\x80"), "\uFFFD\uFFFD") << "longer than need be";
    EXPECT_EQ(valid_utf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
    EXPECT_EQ(valid_utf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD") << "past the last character";
}

TEST(Printable, MakesControlCharactersBlanks)
{
    EXPECT_EQ(one_line(" a\tb\x1b[31m\x7f\u0085 c\n"), "a b [31m   c");
}

TEST(Printable, CutsBetweenCharacters)
{
    EXPECT_EQ(excerpt("one\n\n  two", 10), "one two");
    EXPECT_EQ(excerpt("0123456789", 9), "012345...");
    EXPECT_EQ(excerpt("01234\u20ac9", 8), "01234...");
    EXPECT_EQ(excerpt(std::string(100'000, ' '), 20), "...");
}

TEST(Printable, KeepsLinesApart)
{
    EXPECT_EQ(efm::several_lines("\n one\x1b[2J \r\n\n\xFFtwo\n", 100), "one [2J  \n\n\uFFFDtwo");
    EXPECT_EQ(efm::several_lines("one\ntwo", 7), "one\ntwo");
    EXPECT_EQ(efm::several_lines("one\n\u20ac\u20ac\u20ac", 10), "one\n\u20ac...");
}

TEST(Printable, ComparesWordsInAnyCase)
{
    EXPECT_TRUE(efm::same_word("PRIMARY", "Primary"));
    EXPECT_FALSE(efm::same_word("Primary", "Primar"));
    EXPECT_TRUE(efm::starts_with_words("Promote status:", "Promote Status:"));
    EXPECT_TRUE(efm::contains_words("x JDBC.Password y", "password"));
    EXPECT_FALSE(efm::contains_words("", "password"));
}

TEST(Printable, CountsInWords)
{
    EXPECT_EQ(efm::counted(0, "standby"), "0 standbys");
    EXPECT_EQ(efm::counted(1, "standby"), "1 standby");
}

TEST(Printable, KnowsAWordByItsSmallLetters)
{
    EXPECT_EQ(efm::small_letters("Db-1.EXAMPLE"), "db-1.example");
}

}  // namespace
