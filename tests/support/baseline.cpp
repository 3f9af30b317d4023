#include "baseline.hpp"

#include <cstdlib>

#include "live.hpp"
#include "temp_dir.hpp"

namespace support {
namespace {

constexpr const char* driver = "pgpool_backend.sh";

// Pgpool's user may not be able to go where the scripts are.
std::string copy_of_follow_script()
{
    static const TempDir dir;
    const auto copy = dir / "follow_master.sh";
    std::filesystem::copy_file(baseline_folder() / "follow_master.sh", copy,
                               std::filesystem::copy_options::overwrite_existing);
    return copy;
}

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

PgpoolOptions with_baseline_follow(PgpoolOptions options)
{
    options.follow_primary = false;
    options.settings["follow_primary_command"] =
        "'/usr/bin/env PCP_HOST=127.0.0.1 PCP_PORT={pcp_port} PCP_USER=pcpu PCPPASSFILE={dir}/pcppass PGPOOL_PATH=" +
        std::filesystem::path(pgpool_program()).parent_path().string() + " " + copy_of_follow_script() + " %d %P'";
    return options;
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
