#include "efm/properties.hpp"

#include <gtest/gtest.h>

namespace {

using efm::parse_properties;
using efm::Property;
using efm::value_of;

std::string only_value(const std::string& text)
{
    const auto properties = parse_properties(text);
    return properties.size() == 1 ? properties.front().value : "not one property";
}

TEST(Properties, SplitAtTheFirstSeparatorAndKeepTheRest)
{
    EXPECT_EQ(only_value("jdbc.properties=a=b:c"), "a=b:c");
    EXPECT_EQ(only_value("key : value"), "value");
    EXPECT_EQ(only_value("key value"), "value");
    EXPECT_EQ(only_value("key="), "");
}

TEST(Properties, KeepBlanksAndQuotesOfAValue)
{
    EXPECT_EQ(only_value("user.email= \"a b\" \t"), "\"a b\" \t");
}

TEST(Properties, IgnoreCommentsAndBlankLines)
{
    EXPECT_EQ(parse_properties("# a=b\n  ! c=d\n\n \t\n").size(), 0U);
    EXPECT_EQ(only_value("script=/a %h # no comment"), "/a %h # no comment");
}

TEST(Properties, ContinueALineThatEndsInABackslash)
{
    EXPECT_EQ(only_value("key=one \\\n   two"), "one two");
    EXPECT_EQ(only_value("key=path\\\\"), "path\\");
    EXPECT_EQ(only_value("key=end\\"), "end");
}

TEST(Properties, ResolveEscapes)
{
    EXPECT_EQ(only_value("k\\ ey=a\\tb\\n\\u00e9\\ud83d\\ude00\\z"), "a\tb\n\u00e9\U0001F600z");
    EXPECT_EQ(parse_properties("k\\ ey=1").front().key, "k ey");
    EXPECT_EQ(only_value("key=\\u12"), "12");
}

TEST(Properties, KnowTheLineTheyBeginOn)
{
    EXPECT_EQ(parse_properties("a=1\r\n\r\nb=2\\\n3\nc=4"),
              (std::vector<Property>{{"a", "1", 1}, {"b", "23", 3}, {"c", "4", 5}}));
}

TEST(Properties, LetTheLastOfARepeatedKeyWin)
{
    const auto properties = parse_properties("db.port=5444\ndb.port=5432\n");
    EXPECT_EQ(value_of(properties, "db.port"), "5432");
    EXPECT_EQ(value_of(properties, "db.user"), std::nullopt);
}

}  // namespace
