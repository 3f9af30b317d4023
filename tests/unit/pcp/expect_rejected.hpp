// The claim that a reply is not believed, and in which words.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "pcp/error.hpp"

template <typename Parse>
void expect_rejected(Parse parse, const std::string& what)
{
    try {
        parse();
        ADD_FAILURE() << "believed; expected: " << what;
    } catch (const pcp::Error& error) {
        EXPECT_EQ(error.kind(), pcp::Error::Kind::protocol);
        EXPECT_EQ(error.what(), what);
    }
}
