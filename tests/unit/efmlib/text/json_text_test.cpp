#include "json_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using efm::mend_json;
using efm::object_at;
using ::testing::ElementsAre;

bool is_key(std::string_view word)
{
    return word == "lsn" || word == "info";
}

std::string mended(const std::string& text)
{
    const auto result = mend_json(text, is_key);
    return result ? result->text : "none";
}

TEST(JsonText, FindsTheEndOfAnObject)
{
    EXPECT_EQ(object_at(R"(x {"a":{"b":[1]}} y)", 2), R"({"a":{"b":[1]}})");
    EXPECT_EQ(object_at(R"({"a":"}\"}"}})", 0), R"({"a":"}\"}"})") << "braces in strings are none";
    EXPECT_EQ(object_at(R"({"a":{})", 0), std::nullopt);
    EXPECT_EQ(object_at(R"({"a)", 0), std::nullopt);
}

TEST(JsonText, FollowsSixteenLevels)
{
    const auto nested = [](std::size_t depth) {
        return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
    };
    EXPECT_EQ(object_at(nested(16), 0), nested(16));
    EXPECT_EQ(object_at(nested(17), 0), std::nullopt);
    EXPECT_EQ(object_at(std::string(1'000'000, '{'), 0), std::nullopt);
}

TEST(JsonText, SplitsAMemberWhoseQuotesAreMisplaced)
{
    const auto result = mend_json(R"({"lsn  :  0/14001478" "info :" "x : y" "z"})", is_key);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->text, R"({"lsn":"0/14001478","info":""})");
    EXPECT_THAT(
        result->remarks,
        ElementsAre("not valid JSON: \"x : y\" is no member: left out", "not valid JSON: \"z\" is no member: left out",
                    "not valid JSON: misplaced quotes around lsn, info", "not valid JSON: commas are missing"));
}

TEST(JsonText, PutsCommasWhereTheyBelong)
{
    EXPECT_EQ(mended(R"({"a":1 "b":[1 2,,3,] ,})"), R"({"a":1,"b":[1,2,3]})");
    EXPECT_EQ(mended("{\"a\":\"tab\there\"}"), R"({"a":"tab here"})");
}

TEST(JsonText, LeavesWhatItDoesNotUnderstand)
{
    for (const char* text : {"", "{", "{]", "{1:2}", R"({"a":})", R"({"a"::1})", R"({"a":1)", R"({"a)"}) {
        EXPECT_EQ(mended(text), "none") << text;
    }
}

}  // namespace
