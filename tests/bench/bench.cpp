// How fast the hooks are against the scripts they replace: same run, same cluster, whole processes. docs/benchmarks.md
// says what is measured. A target that is missed is said and is no failure: timing is no verdict.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include "baseline.hpp"
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

const std::vector<efm::OptionSpec> options{
    {"rounds", 'r', "N",
     "calls of each program (default 20); half of it with 128 backends, a quarter for promotions, twentyfold for "
     "starts"},
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

int measure(int rounds, bool json)
{
    if (support::pgpool_program().empty() || support::postgres_program("postgres").empty()) {
        std::puts("skipped: PostgreSQL or Pgpool is not installed (see tests/setup)");
        return 0;
    }
    if (!support::baseline_is_there()) {
        std::fprintf(stderr, "skipped: the scripts of 2020 are not in %s; EFM_BENCH_BASELINE says where they are\n",
                     support::baseline_folder().c_str());
    }
    std::vector<bench::Comparison> all{bench::start_up(rounds * starts_per_round)};
    for (const bench::Comparison& comparison : bench::three_backends(rounds)) all.push_back(comparison);
    for (const bench::Comparison& comparison : bench::promotion(std::max(1, rounds / 4))) all.push_back(comparison);
    all.push_back(bench::last_of_128(std::max(1, rounds / 2)));
    if (json) std::puts(bench::to_json(all).c_str());
    for (const bench::Comparison& comparison : all) {
        if (!json) std::printf("%s\n", bench::table(comparison).c_str());
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        const efm::ParsedArguments arguments = efm::parse_arguments(options, {argv + 1, argv + argc});
        if (arguments.has("help")) return std::printf("efm_bench [OPTION]...\n%s", efm::describe(options).c_str()) < 0;
        return measure(rounds_of(arguments), arguments.has("json"));
    } catch (const efm::Error& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return exit_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
        return 1;
    }
}
