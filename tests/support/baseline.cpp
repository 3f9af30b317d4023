#include "baseline.hpp"

#include <cstdlib>

#include "live.hpp"

namespace support {
namespace {

constexpr const char* driver = "pgpool_backend.sh";

}  // namespace

std::filesystem::path baseline_folder()
{
    const char* given = std::getenv("EFM_BENCH_BASELINE");
    return std::filesystem::weakly_canonical(given && *given ? given : EFM_BENCH_BASELINE);
}

bool baseline_is_there()
{
    return std::filesystem::exists(baseline_folder() / driver);
}

std::map<std::string, std::string> baseline_environment(const PgpoolServer& pool, const std::filesystem::path& log)
{
    const PcpEndpoint& pcp = pool.pcp();
    return {
        {"PCP_HOST", pcp.host},
        {"PCP_PORT", std::to_string(pcp.port)},
        {"PCP_USER", pcp.user},
        {"PCPPASSFILE", pcp.passfile},
        {"PGPOOL_PATH", std::filesystem::path(pgpool_program()).parent_path()},
        {"PP_LOG", log},
        {"POOL_BACKEND", baseline_folder() / driver},
    };
}

}  // namespace support
