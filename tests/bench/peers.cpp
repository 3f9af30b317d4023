#include "peers.hpp"

#include "baseline.hpp"
#include "run.hpp"

namespace bench {

std::optional<Peer> scripts(const support::PgpoolServer& pool, const std::filesystem::path& scratch)
{
    if (!support::baseline_is_there()) return std::nullopt;
    const std::filesystem::path folder = support::baseline_folder();
    const auto environment = support::baseline_environment(pool, scratch / "pp_log");
    return Peer{.name = "scripts of 2020",
                .is_reference = true,
                .call = [=](const std::string& program, const std::string& address) {
                    return Invocation{{folder / (program + ".sh"), address}, environment};
                }};
}

Peer programs(const support::PgpoolServer& pool, const std::filesystem::path& scratch, bool cold)
{
    const auto state = scratch / (cold ? "state.cold" : "state.warm");
    const std::string config = pool.hooks_conf();
    Peer peer{.name = "efm_pgpool", .call = [=](const std::string& program, const std::string& address) {
                  return Invocation{{support::built_program(program), address, "s", "--config", config, "--set",
                                     "run_dir=" + state.string()},
                                    {}};
              }};
    std::filesystem::create_directory(state);
    if (cold) {
        peer.before_each = [=] {
            std::filesystem::remove_all(state);
            std::filesystem::create_directory(state);
        };
    }
    return peer;
}

Peer with_journal(const Peer& programs, const std::filesystem::path& directory)
{
    Peer peer = programs;
    peer.name += directory.empty() ? ", no journal" : ", journal on disk";
    peer.call = [=](const std::string& program, const std::string& address) {
        Invocation invocation = programs.call(program, address);
        invocation.argv.insert(invocation.argv.end(), {"--set", "state_dir=" + directory.string()});
        return invocation;
    };
    return peer;
}

}  // namespace bench
