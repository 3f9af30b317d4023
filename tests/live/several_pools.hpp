// Several real Pgpools over the same servers.
#pragma once

#include "pool_fixture.hpp"

class SeveralPools : public support::LiveTest {
protected:
    static efm::CommandResult run(const support::PgpoolServer& pool, const std::string& program,
                                  std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--config", pool.hooks_conf()});
        return support::run_program(program, arguments, {}, std::chrono::seconds{90});
    }

    static pcp::Client client(const support::PgpoolServer& pool)
    {
        const support::PcpEndpoint& pcp = pool.pcp();
        return pcp::Client{{.host = pcp.host, .port = pcp.port, .user = pcp.user, .password = pcp.password}};
    }

    // PCP is away for a moment a second after each failover: then it is asked again.
    static pcp::HealthStats state_of(const support::PgpoolServer& pool, int id)
    {
        std::optional<pcp::HealthStats> state;
        const auto answered = [&] {
            try {
                state = client(pool).health_stats(id);
            } catch (const pcp::Error&) {
            }
            return state.has_value();
        };
        if (!support::eventually(answered, std::chrono::seconds{30})) throw std::runtime_error("PCP does not answer");
        return *state;
    }

    static bool attached(const support::PgpoolServer& pool, int id) { return is_attached(state_of(pool, id).status); }

    // A password file in the directory, with a login for every pool.
    static std::string passfile(const support::TempDir& dir)
    {
        const auto path = dir / "pcppass";
        support::write_own_text(path, "*:*:pcpu:pcp-pass\n");
        std::filesystem::permissions(path, std::filesystem::perms{0600});
        return path;
    }
};
