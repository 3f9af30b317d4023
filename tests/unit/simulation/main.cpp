// Random histories of a cluster, and whether the plans led to where they have to. See docs/rehearsals.md.
//
//     simulation [--from N] [--seeds N] [--broken RULE]   that many histories, from that seed on
//     simulation --seed N [--broken RULE]                 one, told as a story
//     simulation --broken all                             each broken rule has to be noticed
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "world.hpp"

namespace {

using simulation::Mutation;

struct Options {
    std::uint64_t from = 1;
    std::uint64_t seeds = 1'000;
    bool one = false;
    std::string broken;
};

[[noreturn]] void misused(const std::string& why)
{
    std::cerr << "error: " << why << "; usage: simulation [--from N] [--seeds N | --seed N] [--broken RULE | all]\n";
    std::exit(64);
}

Options parse(const std::vector<std::string>& words)
{
    Options options;
    for (std::size_t i = 0; i < words.size(); i += 2) {
        if (i + 1 == words.size()) misused(words[i] + " needs a value");
        const std::string& value = words[i + 1];
        if (words[i] == "--from") {
            options.from = std::stoull(value);
        } else if (words[i] == "--seeds") {
            options.seeds = std::stoull(value);
        } else if (words[i] == "--seed") {
            options.from = std::stoull(value);
            options.one = true;
        } else if (words[i] == "--broken") {
            options.broken = value;
        } else {
            misused("no such option: " + words[i]);
        }
    }
    return options;
}

void tell(std::uint64_t seed, Mutation mutation)
{
    simulation::World world(seed, mutation, true);
    world.live();
    for (const std::string& line : world.story()) std::cout << line << '\n';
}

// The first seed that ends badly; nothing if none does.
std::optional<std::uint64_t> find_violation(const Options& options, Mutation mutation, std::string& what)
{
    for (std::uint64_t seed = options.from; seed < options.from + options.seeds; ++seed) {
        simulation::World world(seed, mutation, false);
        world.live();
        if (world.violations().empty()) continue;
        what = world.violations().front();
        return seed;
    }
    return std::nullopt;
}

bool are_all_noticed(const Options& options)
{
    bool all = true;
    for (const auto& [mutation, name] : simulation::mutations) {
        std::string what;
        const auto seed = find_violation(options, mutation, what);
        std::cout << name << ": " << (seed ? "seed " + std::to_string(*seed) + ": " + what : "not noticed") << '\n';
        all = all && seed;
    }
    return all;
}

Mutation mutation_of(const std::string& name)
{
    if (name.empty()) return Mutation::none;
    for (const auto& each : simulation::mutations) {
        if (each.name == name) return each.mutation;
    }
    misused("no such rule: " + name);
}

bool all_end_well(const Options& options)
{
    const Mutation mutation = mutation_of(options.broken);
    const auto start = std::chrono::steady_clock::now();
    std::string what;
    if (const auto bad = find_violation(options, mutation, what)) {
        tell(*bad, mutation);
        std::cout << "\nseed " << *bad << ": " << what << "\nagain: simulation --seed " << *bad << '\n';
        return false;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cout << options.seeds << " seeds from " << options.from << " on ended well, in " << took.count() << " s\n";
    return true;
}

}  // namespace

int main(int argc, char** argv)
{
    const Options options = parse({argv + 1, argv + argc});
    if (options.broken == "all") return are_all_noticed(options) ? 0 : 1;
    if (!options.one) return all_end_well(options) ? 0 : 1;
    tell(options.from, mutation_of(options.broken));
    return 0;
}
