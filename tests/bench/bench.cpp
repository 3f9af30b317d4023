// How fast the hooks are against the scripts they replace: same run, same cluster, whole processes. docs/benchmarks.md
// says what is measured. A target that is missed is said and is no failure: timing is no verdict.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "baseline.hpp"
#include "crowd.hpp"
#include "efm/error.hpp"
#include "efm/option_parser.hpp"
#include "live.hpp"
#include "peers.hpp"
#include "report.hpp"
#include "scenarios.hpp"

namespace {

constexpr int exit_usage = 64;
constexpr int default_rounds = 20;
constexpr int starts_per_round = 20;  // a start is short, and so is its signal in the noise

using Comparisons = std::vector<bench::Comparison>;

struct Measurement {
    std::string name;
    std::string what;
    Comparisons (*measure)(int rounds);
};

const std::vector<Measurement> measurements{
    {"start", "what it takes to start and end; twentyfold the rounds",
     [](int rounds) {
         return Comparisons{bench::start_up(rounds * starts_per_round)};
     }},
    {"hooks", "detach and attach of one of three backends", bench::three_backends},
    {"promotion", "promotion to full reads; a quarter of the rounds",
     [](int rounds) {
         return bench::promotion(std::max(1, rounds / 4));
     }},
    {"large", "detach of the last of 128 backends; half the rounds",
     [](int rounds) {
         return Comparisons{bench::last_of_128(std::max(1, rounds / 2))};
     }},
    {"crowd", "twenty hooks at once; a quarter of the rounds",
     [](int rounds) {
         return bench::crowd(std::max(1, rounds / 4));
     }},
    {"clusters", "a pass of reconcile over a hundred clusters",
     [](int rounds) {
         return Comparisons{bench::clusters(rounds)};
     }},
};

const std::vector<efm::OptionSpec> options{
    {"rounds", 'r', "N", "calls of each program (default 20)"},
    {"json", 'j', "", "print one JSON document instead of tables"},
    {"help", 'h', "", "print this and exit"},
};

int rounds_of(const efm::ParsedArguments& arguments)
{
    if (!arguments.has("rounds")) return default_rounds;
    const std::string& text = arguments.options.at("rounds").back();
    int rounds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rounds);
    if (error != std::errc{} || end != text.data() + text.size() || rounds < 1 || rounds > 10'000) {
        throw efm::Error(efm::Error::Kind::usage, "--rounds " + text + ": expected a number between 1 and 10000");
    }
    return rounds;
}

std::vector<Measurement> chosen(const std::vector<std::string>& names)
{
    if (names.empty()) return measurements;
    std::vector<Measurement> some;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(measurements, name, &Measurement::name);
        if (found == measurements.end()) {
            throw efm::Error(efm::Error::Kind::usage, "no measurement " + name + ": see efm_bench --help");
        }
        some.push_back(*found);
    }
    return some;
}

int help()
{
    std::printf("usage: efm_bench [OPTION]... [MEASUREMENT]...\n%s", efm::describe(options).c_str());
    for (const Measurement& each : measurements) std::printf("  %-12s %s\n", each.name.c_str(), each.what.c_str());
    return 0;
}

int measure(const std::vector<Measurement>& some, int rounds, bool json)
{
    if (support::pgpool_program().empty() || support::postgres_program("postgres").empty()) {
        std::puts("skipped: PostgreSQL or Pgpool is not installed (see tests/setup)");
        return 0;
    }
    if (!support::baseline_is_there()) {
        std::fprintf(stderr, "skipped: the scripts of 2020 are not in %s; EFM_BENCH_BASELINE says where they are\n",
                     support::baseline_folder().c_str());
    }
    Comparisons all;
    for (const Measurement& each : some) {
        for (const bench::Comparison& comparison : each.measure(rounds)) {
            if (!json) std::printf("%s\n", bench::table(comparison).c_str());
            std::fflush(stdout);
            all.push_back(comparison);
        }
    }
    if (json) std::puts(bench::to_json(all).c_str());
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        const efm::ParsedArguments arguments = efm::parse_arguments(options, {argv + 1, argv + argc});
        if (arguments.has("help")) return help();
        return measure(chosen(arguments.operands), rounds_of(arguments), arguments.has("json"));
    } catch (const efm::Error& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return exit_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
