// Puts a member's backend into Pgpool's rotation.
// EFM: script.load.balancer.attach=<bindir>/load_balancer_attach %h %t
// Exit: 0 seen to be attached, or nothing to do; otherwise see hooks/exit_codes.hpp
#include "hook.hpp"

namespace {

// EFM says p or s, before 4.0 m for p. It may say nothing, or something new: the server decides.
efm::MemberType member_type(const std::vector<std::string>& operands)
{
    const std::string type = operands.size() > 1 ? operands[1] : "";
    if (type == "p" || type == "m") return efm::MemberType::primary;
    return type == "s" ? efm::MemberType::standby : efm::MemberType::unknown;
}

}  // namespace

int main(int argc, char** argv)
{
    const auto attach = [](hooks::Call& call) {
        call.expect_operands(1, 2);
        const efm::Address member = hooks::member_address(call.operands().front());
        const efm::MemberType type = member_type(call.operands());
        const std::string word = call.operands().size() > 1 ? call.operands()[1] : "";
        return call.balance(hooks::intent("attach", member, word),
                            [&](efm::LoadBalancer& balancer) { return balancer.attach(member, type); });
    };
    return hooks::run(
        {.name = "load_balancer_attach",
         .usage = "load_balancer_attach [OPTION]... ADDRESS [TYPE]",
         .about = "Attaches the backend at ADDRESS to Pgpool-II once its server answers, and returns when\n"
                  "it is seen to be attached. With TYPE p (or m) the pool also comes to agree that it is\n"
                  "the primary. TYPE s, or none, leaves the pool's primary as it is.",
         .work = attach},
        argc, argv);
}
