#include "canvas.hpp"
#include "pictures.hpp"

namespace draw {

std::string house()
{
    Canvas canvas(
        980, 430, "Who calls whom",
        "EFM's agents call the hooks, which tell every Pgpool over PCP, ask every server for proof, and write "
        "the journal. Pgpool calls follow_primary. A timer runs reconcile. The extension reads the same over "
        "SQL.");
    const Box efm =
        canvas.box({30, 60, 190, 90}, Kind::manager, {"Failover Manager", "an agent on each node:", "decides"});
    const Box timer = canvas.box({30, 210, 190, 60}, Kind::server, {"systemd timer", "every 10 s"});
    const Box people = canvas.box({30, 330, 190, 60}, Kind::server, {"people, SQL, monitoring"});

    const Box hooks = canvas.box(
        {370, 50, 230, 110}, Kind::ours,
        {"hooks", "load_balancer_attach", "load_balancer_detach", "pgpool_backend promote", "follow_primary"});
    const Box reconcile =
        canvas.box({370, 210, 230, 60}, Kind::ours, {"pgpool_backend reconcile", "repairs what was missed"});
    const Box look = canvas.box({370, 330, 230, 60}, Kind::ours, {"pgpool_backend status", "efm_extension"});

    const Box pools =
        canvas.box({750, 60, 200, 90}, Kind::pool, {"Pgpool-II", "one or more, with or", "without watchdog"});
    const Box servers = canvas.box({750, 290, 200, 90}, Kind::server, {"PostgreSQL", "a primary,", "its standbys"});

    canvas.arrow({efm.right().x, 85}, {hooks.x, 85}, "on each event");
    canvas.arrow({hooks.x, 130}, {efm.right().x, 130}, "who is what?");
    canvas.arrow(timer.right(), reconcile.left());
    canvas.arrow(people.right(), look.left());
    canvas.arrow(hooks.bottom(), reconcile.top());
    canvas.text({hooks.x + 120, 190}, "soft", "what failed");

    canvas.arrow({hooks.right().x, 85}, {pools.x, 85}, "PCP: act, look");
    canvas.arrow({pools.x, 135}, {hooks.right().x, 135}, "follow command");
    canvas.arrow({reconcile.right().x, 225}, {800, pools.bottom().y});
    canvas.arrow({hooks.right().x, 155}, {760, servers.top().y});
    canvas.arrow({reconcile.right().x, 255}, {servers.x, 315});
    canvas.arrow({look.right().x, 360}, {servers.x, 350});
    canvas.text({servers.bottom().x, 400}, "soft middle", "proof: who is who,");
    canvas.text({servers.bottom().x, 417}, "soft middle", "which timeline, how far");
    canvas.text({look.bottom().x, 410}, "soft middle", "all ask EFM, pools and servers");
    return canvas.svg();
}

}  // namespace draw
