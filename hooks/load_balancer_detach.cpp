// Takes a member's backend out of Pgpool's rotation.
// EFM: script.load.balancer.detach=<bindir>/load_balancer_detach %h %t
// Exit: 0 seen to be down, or nothing to do; otherwise see hooks/exit_codes.hpp
#include "hook.hpp"

int main(int argc, char** argv)
{
    const auto detach = [](hooks::Call& call) {
        call.expect_operands(1, 2);
        const efm::Address member = hooks::member_address(call.operands().front());
        const std::string type = call.operands().size() > 1 ? call.operands()[1] : "";
        return call.balance(hooks::intent("detach", member, type),
                            [&](efm::LoadBalancer& balancer) { return balancer.detach(member); });
    };
    return hooks::run(
        {.name = "load_balancer_detach",
         .usage = "load_balancer_detach [OPTION]... ADDRESS [TYPE]",
         .about = "Detaches the backend at ADDRESS from Pgpool-II and returns when it is seen to be down.\n"
                  "TYPE (p, s, m or nothing) is taken as EFM's %t gives it.",
         .work = detach},
        argc, argv);
}
