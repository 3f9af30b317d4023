// One row a fault: what is changed in a set-up in which all is well, and the one line that is found then.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "doctor_samples.hpp"
#include "efm/doctor.hpp"

namespace doctor_test {

using doctor_samples::Sample;
using efm::Diagnosis;
using efm::Verdict;
using Kind = efm::PathFacts::Kind;

constexpr Verdict failure = Verdict::failure;
constexpr Verdict warning = Verdict::warning;

inline std::vector<Diagnosis> faults_of(const efm::Evidence& evidence)
{
    std::vector<Diagnosis> faults = examine(evidence);
    std::erase_if(faults, [](const Diagnosis& line) { return line.verdict == Verdict::well; });
    return faults;
}

inline std::string shown(const std::vector<Diagnosis>& lines)
{
    std::string text;
    for (const Diagnosis& line : lines) text += line.check + ": " + line.where + ": " + line.what + '\n';
    return text;
}

struct Fault {
    const char* name;
    void (*seed)(Sample& sample);
    Verdict verdict;
    const char* check;
    const char* words;   // of where and what, in part
    const char* remedy;  // in part
};

// It is found by its own line, and by nothing else.
inline void expect_own_line(const Fault& given)
{
    Sample sample;
    given.seed(sample);
    const std::vector<Diagnosis> found = faults_of(sample);
    ASSERT_EQ(found.size(), 1U) << shown(found);
    EXPECT_EQ(found[0].check, given.check);
    EXPECT_EQ(found[0].verdict, given.verdict);
    EXPECT_THAT(found[0].where + ": " + found[0].what, ::testing::HasSubstr(given.words));
    EXPECT_THAT(found[0].remedy, ::testing::HasSubstr(given.remedy));
}

inline std::string name_of(const ::testing::TestParamInfo<Fault>& each)
{
    return each.param.name;
}

}  // namespace doctor_test
