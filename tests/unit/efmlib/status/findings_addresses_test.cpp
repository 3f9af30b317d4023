#include "finding_cases.hpp"

namespace findings_test {
namespace {

using Case = FindingCase;

class FindingInAddresses : public ::testing::TestWithParam<FindingCase> {};

TEST_P(FindingInAddresses, IsSaidWithItsRemedyAndNothingElseIs)
{
    expect_findings(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    OfAddresses, FindingInAddresses,
    ::testing::Values(
        Case{"member_without_backend",
             [](Sample& s) {
                 for (const std::size_t pool : {0U, 1U}) s.report(pool).backends.nodes.pop_back();
             },
             {FindingKind::member_without_backend, FindingKind::member_without_backend},
             "member 10.0.0.3 has no backend in pool a:9898",
             "`unpooled = ` in hooks.conf"},
        Case{"member_declared_unpooled",
             [](Sample& s) {
                 for (const std::size_t pool : {0U, 1U}) s.report(pool).backends.nodes.pop_back();
                 s.addressing.unpooled = {{"10.0.0.3", {}}};
             },
             {},
             ""},
        Case{"lost_witness",
             [](Sample& s) {
                 efm::Member lost;
                 lost.address = "10.0.0.9";
                 lost.type = AgentType::down;
                 s.status().members.push_back(lost);
             },
             {FindingKind::member_without_backend, FindingKind::member_without_backend},
             "the lost member 10.0.0.9 has no backend in pool a:9898"},
        Case{"backend_without_member",
             [](Sample& s) { s.status().members.pop_back(); },
             {FindingKind::backend_without_member},
             "10.0.0.3:5432 is a backend, but EFM lists no such member",
             "start its agent"},
        Case{"missing_member_has_a_backend",
             [](Sample& s) {
                 s.status().members.pop_back();
                 s.status().missing = {"10.0.0.3"};
             },
             {FindingKind::manager_missing},
             "EFM misses its member 10.0.0.3"},
        Case{"name_that_does_not_resolve",
             [](Sample& s) {
                 for (const std::size_t pool : {0U, 1U}) s.node_of(2, pool).host = "db3";
                 s.servers[2].host = "db3";
             },
             {FindingKind::address_unresolved, FindingKind::address_unresolved},
             "whether member 10.0.0.3 is a backend of pool a:9898 is not known: a name cannot be resolved"},
        Case{"two_backends_of_one_host",
             [](Sample& s) {
                 s.addressing.db_port.reset();
                 s.report(0).backends.nodes.push_back(survey_samples::node(2));
                 s.report(0).backends.nodes.back().id = 3;
                 s.report(0).backends.nodes.back().port = 5444;
                 s.servers.push_back({"10.0.0.3", 5444, {}});
                 s.servers.back().view.value = survey_samples::facts(2);
             },
             {FindingKind::address_ambiguous, FindingKind::pools_differ},
             "member 10.0.0.3 fits several backends of pool a:9898",
             "db.port"}),
    name_of);

}  // namespace
}  // namespace findings_test
