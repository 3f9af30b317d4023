#include "peers.hpp"

#include <cstdlib>

#include "live.hpp"
#include "run.hpp"

namespace bench {

std::filesystem::path scripts_folder()
{
    const char* given = std::getenv("EFM_BENCH_BASELINE");
    return std::filesystem::weakly_canonical(given && *given ? given : EFM_BENCH_BASELINE);
}

std::optional<Peer> scripts(const support::PgpoolServer& pool, const std::filesystem::path& scratch)
{
    const std::filesystem::path folder = scripts_folder();
    const auto driver = folder / "pgpool_backend.sh";
    if (!std::filesystem::exists(driver)) return std::nullopt;
    const support::PcpEndpoint& pcp = pool.pcp();
    const std::map<std::string, std::string> environment{
        {"PCP_HOST", pcp.host},
        {"PCP_PORT", std::to_string(pcp.port)},
        {"PCP_USER", pcp.user},
        {"PCPPASSFILE", pcp.passfile},
        {"PGPOOL_PATH", std::filesystem::path(support::pgpool_program()).parent_path()},
        {"PP_LOG", scratch / "pp_log"},
        {"POOL_BACKEND", driver},
    };
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
                                     "state_dir=" + state.string()},
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

}  // namespace bench
