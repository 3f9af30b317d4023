#include "exit_table.hpp"

#include <array>
#include <string_view>

#include "efm/printable.hpp"

namespace sqlext {
namespace {

struct Row {
    int exit_code;
    const char* sqlstate;
    const char* text;
};

constexpr std::array<Row, 8> rows{{
    {1, "38000", "EFM general error"},
    {2, "F0000", "EFM configuration error"},
    {3, "08006", "EFM agent connection failed"},
    {4, "55000", "EFM cluster not in required state"},
    {5, "42501", "EFM permission denied"},
    {10, "08006", "EFM database connection failed"},
    {20, "55P03", "EFM operation already in progress"},
    {127, "58P01", "EFM binary not found or sudo failed"},
}};

constexpr Row unknown_row{0, "38000", "Unknown EFM error"};

const Row& row_of(int exit_code)
{
    for (const Row& row : rows) {
        if (row.exit_code == exit_code) return row;
    }
    return unknown_row;
}

constexpr const char* hint = "Look into /var/log/efm-*/efm.log on this host.";

std::string shown(const efm::CommandResult& result)
{
    constexpr std::size_t looked_at = 8000;
    const std::string errors = efm::excerpt(std::string_view(result.err).substr(0, looked_at), 2000);
    const std::string out = efm::excerpt(std::string_view(result.out).substr(0, looked_at), 1000);
    std::string detail = "stderr: " + (errors.empty() ? "(empty)" : errors);
    if (!out.empty()) detail += "; stdout: " + out;
    return detail;
}

SqlError made(const std::string& operation, const char* sqlstate, const std::string& text, const std::string& how,
              const efm::CommandResult& result)
{
    return {sqlstate, operation + " failed: " + text + " (" + how + ")", shown(result), hint};
}

}  // namespace

SqlError error_of_exit(const std::string& operation, const efm::CommandResult& result)
{
    using Ending = efm::CommandResult::Ending;
    switch (result.ending) {
        case Ending::signalled:
            return made(operation, "58000", "EFM process terminated by signal",
                        "signal " + std::to_string(result.signal.value_or(0)), result);
        case Ending::timed_out:
            return made(operation, "57014", "EFM command timed out",
                        "after " + std::to_string(result.duration.count()) + " ms", result);
        case Ending::cancelled:
            return made(operation, "57014", "EFM command cancelled",
                        "after " + std::to_string(result.duration.count()) + " ms", result);
        case Ending::exited:
            break;
    }
    const int code = result.exit_code.value_or(-1);
    const Row& row = row_of(code);
    return made(operation, row.sqlstate, row.text, "exit code " + std::to_string(code), result);
}

}  // namespace sqlext
