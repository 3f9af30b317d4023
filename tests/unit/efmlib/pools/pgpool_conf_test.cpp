#include "efm/pgpool_conf.hpp"

#include <gmock/gmock.h>

#include <fstream>

namespace {

using efm::meant_parameter;
using efm::parse_pgpool_conf;
using efm::PgpoolParameter;
using ::testing::ElementsAre;

std::string sample(const std::string& name)
{
    std::ifstream file(std::string(EFM_CONFIG_SAMPLES) + '/' + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(PgpoolConf, HasWhatALineSets)
{
    const auto conf = parse_pgpool_conf("# comment\nport = 9999 # here\n  a 'b # c''d' # e\nx='' \n\nlonely\n", "p");
    EXPECT_THAT(conf.parameters, ElementsAre(PgpoolParameter{"port", "9999", 2}, PgpoolParameter{"a", "b # c'd", 3},
                                             PgpoolParameter{"x", "", 4}));
}

TEST(PgpoolConf, TakesTheLastOfSeveralLinesWhateverTheCase)
{
    const auto conf = parse_pgpool_conf("delegate_IP = '10.0.0.1'\ndelegate_ip = '10.0.0.2'\n", "p");
    EXPECT_EQ(conf.value_of("delegate_IP"), "10.0.0.2");
    EXPECT_EQ(conf.value_of("port"), std::nullopt);
}

TEST(PgpoolConf, KnowsTheParameterThatWasMeant)
{
    EXPECT_EQ(meant_parameter("fail_over_on_backend_error"), "failover_on_backend_error");
    EXPECT_EQ(meant_parameter("wd_lifecyclecheck_method"), "wd_lifecheck_method");
    EXPECT_EQ(meant_parameter("helth_check_period"), "health_check_period");
    EXPECT_EQ(meant_parameter("backend_hostnam0"), "backend_hostname");
    EXPECT_EQ(meant_parameter("backend_hostname0"), std::nullopt);
    EXPECT_EQ(meant_parameter("delegate_IP"), std::nullopt);
    EXPECT_EQ(meant_parameter("a_parameter_of_a_later_release"), std::nullopt);
}

// Our own samples, of every release that they are for.
TEST(PgpoolConf, FindsNoSlipInTheSamples)
{
    for (const char* name : {"pgpool.conf", "pgpool-4.1.conf", "pgpool-watchdog.conf", "pgpool-watchdog-4.1.conf"}) {
        const auto conf = parse_pgpool_conf(sample(name), name);
        EXPECT_FALSE(conf.parameters.empty());
        for (const PgpoolParameter& parameter : conf.parameters) {
            EXPECT_EQ(meant_parameter(parameter.name), std::nullopt) << name << ": " << parameter.name;
        }
    }
}

}  // namespace
