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

std::string shown(const std::string& key, const std::string& value)
{
    return efm::masked({key, value, 1}).value;
}

TEST(Properties, HideSecretsWhereTheyAreShown)
{
    EXPECT_EQ(shown("db.password.encrypted", "0123456789abcdef"), "********");
    EXPECT_EQ(shown("Efm.LICENSE", "key"), "********");
    EXPECT_EQ(shown("api.token", "key"), "********");
    EXPECT_EQ(shown("db.password.encrypted", ""), "") << "that it is not set is no secret";
    EXPECT_EQ(shown("db.user", "efm"), "efm");
}

TEST(Properties, HideSecretsInsideAValue)
{
    EXPECT_EQ(shown("jdbc.properties", "sslfactory=x&sslpassword=a,b;c&sslmode=require"),
              "sslfactory=x&sslpassword=********&sslmode=require");
    EXPECT_EQ(shown("jdbc.properties", "sslPassword=a=b"), "sslPassword=********");
    EXPECT_EQ(shown("jdbc.properties", "password=&user=x"), "password=********&user=x");
    EXPECT_EQ(shown("jvm.options", "-Xmx128m -Djavax.net.ssl.trustStorePassword=changeit -Dx=y"),
              "-Xmx128m -Djavax.net.ssl.trustStorePassword=******** -Dx=y");
    EXPECT_EQ(shown("script.fence", "/fence %p a=b"), "/fence %p a=b");
}

// A file may have a mebibyte.
TEST(Properties, MaskALongValueInNoTime)
{
    std::string many;
    for (int i = 0; i < 300'000; ++i) many += "a=";
    EXPECT_EQ(shown("jdbc.properties", many), many);
}

}  // namespace
