#include "efm/support_bundle.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "doctor_samples.hpp"

namespace {

efm::BundleParts parts_that_say(const std::string& text, std::vector<std::string> secrets)
{
    efm::BundleParts parts{.host = text, .evidence = doctor_samples::Sample(), .secrets = std::move(secrets)};
    return parts;
}

std::string host_in(const efm::BundleParts& parts)
{
    return nlohmann::json::parse(support_bundle(parts))["host"];
}

TEST(SupportBundle, EndsWhenASecretIsPartOfItsOwnMask)
{
    EXPECT_EQ(host_in(parts_that_say("a **** b hidden", {"****", "*****************", "hidden"})), "a **** b ********");
}

TEST(SupportBundle, MasksTheWholeBeforeItsParts)
{
    EXPECT_EQ(host_in(parts_that_say("say left:right", {"right", "left:right"})), "say ********");
}

TEST(KnownSecrets, HaveThoseOfPoolsThatRun)
{
    doctor_samples::Sample sample;
    sample.settings.server_passfile = "/nonexistent/pgpass";
    sample.pools[0].settings.push_back({"sr_check_password", "live-one", ""});
    EXPECT_THAT(known_secrets(sample.settings, sample), ::testing::ElementsAre("live-one"));
}

}  // namespace
