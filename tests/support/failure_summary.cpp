#include "failure_summary.hpp"

#include <gtest/gtest.h>

namespace support {
namespace {

constexpr std::size_t said_of_each = 400;

std::string failures_of(const ::testing::TestInfo& test)
{
    std::string text;
    for (int part = 0; part < test.result()->total_part_count(); ++part) {
        const ::testing::TestPartResult& result = test.result()->GetTestPartResult(part);
        if (!result.failed()) continue;
        text += std::string(test.test_suite_name()) + '.' + test.name() + ": " +
                std::string(result.message()).substr(0, said_of_each) + '\n';
    }
    return text;
}

}  // namespace

std::string failure_summary()
{
    const ::testing::UnitTest& all = *::testing::UnitTest::GetInstance();
    std::string text;
    for (int suite = 0; suite < all.total_test_suite_count(); ++suite) {
        const ::testing::TestSuite& tests = *all.GetTestSuite(suite);
        for (int test = 0; test < tests.total_test_count(); ++test) text += failures_of(*tests.GetTestInfo(test));
    }
    return text.empty() ? text : "What failed, in short:\n" + text;
}

}  // namespace support
