#include "cases.hpp"

#include <regex>

namespace documentation {
namespace {

Case same(Scene scene, const std::string& command, int exit = 0)
{
    return {command, scene, command, exit};
}

Case with(Scene scene, const std::string& command, const std::string& run, int exit = 0)
{
    return {command, scene, run, exit};
}

Case not_run(const std::string& command, const std::string& why)
{
    return {command, Scene::none, "", 0, why};
}

const std::string builds = "builds, or runs all tests: whoever runs this test has done so";
const std::string on_a_host = "changes a host: package_lifecycle does it in a clean root";
const std::string endless = "goes on until it is interrupted: live_reconcile";

}  // namespace

const std::vector<Case>& cases()
{
    static const std::vector<Case> all{
        not_run("tests/demo", "plays for itself: live_stand_in has the same failover"),
        not_run("tests/setup --build", "installs Debian's packages"),
        not_run("tests/roots --help", "only what it prints needs no other system"),
        not_run("cmake --preset package", builds),
        not_run("cmake --build --preset package", builds),
        not_run("cmake --preset release && cmake --build --preset release", builds),
        not_run("cmake --build --preset dev --target pictures", "package_manual draws them elsewhere and compares"),
        not_run("cmake --install", "package_install"),
        not_run("cmake --install build/package", "package_install"),
        not_run("cmake --install build/package --prefix /usr", "package_install"),
        not_run("cpack --config build/package/CPackConfig.cmake", "package_contents"),
        not_run("apt install ./build/package/packages/efm-pgpool_*.deb ./build/package/packages/efm-pgpool-doc_*.deb",
                on_a_host),
        not_run("apt install ./build/package/packages/postgresql-15-efm-extension_*.deb", on_a_host),
        not_run("cpack -G RPM", "it is said why not"),
        not_run("usermod -aG efm-pgpool efm", on_a_host),
        not_run("usermod -aG efm efm-pgpool", on_a_host),
        not_run("usermod -aG efm postgres", on_a_host),
        not_run("pgpool_backend doctor --user efm-pgpool", "a user that the package makes"),
        not_run("systemctl daemon-reload", "needs systemd at work"),
        not_run("systemctl enable --now efm-pgpool-metrics.timer", "needs systemd at work"),
        not_run("systemctl reload prometheus", "needs systemd at work"),
        not_run("promtool check config /etc/prometheus/prometheus.yml", "live_prometheus, with a file of its own"),
        not_run("systemctl edit efm-pgpool-reconcile.service", "opens an editor"),
        not_run("systemctl enable --now efm-pgpool-reconcile.timer", "needs systemd at work"),
        not_run("systemctl disable --now efm-pgpool-reconcile.timer", "needs systemd at work"),
        not_run("pgpool_backend reconcile --every 10s", endless),
        not_run("build/release/bin/efm_bench --rounds 10", "takes minutes, and is no verdict"),
        not_run("build/release/bin/efm_sql_bench", "takes minutes, and is no verdict"),
        not_run("load_balancer_attach 127.0.0.13 s", "of a watchdog without quorum: fault_watchdog"),
        not_run("pgpool_backend record VERB TARGET --reason TEXT [--by WHO] [--ending done|refused] [--since 10s]",
                "for other programs: fault_journal"),
        not_run("pgpool_backend --force", "half a command, in a sentence"),
        same(Scene::anywhere, "load_balancer_detach --version"),
        with(Scene::anywhere, "pgpool_backend config import /path/to/pgpool_backend.sh",
             "pgpool_backend config import {dir}/pgpool_backend.sh"),
        with(Scene::anywhere, "pgpool_backend config import /path/to/pgpool_backend.sh >/etc/efm-pgpool/hooks.conf",
             "pgpool_backend config import {dir}/pgpool_backend.sh"),
        same(Scene::anywhere, "pgpool_backend config"),

        same(Scene::all_well, "CREATE ROLE efm_pgpool LOGIN"),
        same(Scene::all_well, "GRANT pg_read_all_stats TO efm_pgpool"),
        same(Scene::all_well, "load_balancer_detach --dry-run 127.0.0.13 s"),
        same(Scene::all_well, "pgpool_backend reconcile --dry-run"),
        same(Scene::all_well, "load_balancer_detach 127.0.0.13 s"),
        same(Scene::all_well, "pgpool_backend promote 127.0.0.12", 77),
        with(Scene::all_well, "pgpool_backend promote %p --as post-promotion",
             "pgpool_backend promote 127.0.0.11 --as post-promotion"),
        same(Scene::all_well, "pgpool_backend nodes"),
        same(Scene::all_well, "pgpool_backend events"),
        with(Scene::all_well, "pgpool_backend events [--limit N] [--since 2h]",
             "pgpool_backend events --limit 5 --since 2h"),
        with(Scene::all_well, "pgpool_backend events ID", "pgpool_backend events 1"),
        with(Scene::all_well, "pgpool_backend events ID --svg FILE", "pgpool_backend events 1 --svg {dir}/one.svg"),
        with(Scene::all_well, "pgpool_backend events 42 --svg failover.svg",
             "pgpool_backend events 1 --svg {dir}/failover.svg"),
        same(Scene::all_well, "pgpool_backend events --json"),
        with(Scene::all_well, "pgpool_backend events --copy FILE", "pgpool_backend events --copy {dir}/copy.db"),
        with(Scene::all_well, "pgpool_backend events --merge FILE...", "pgpool_backend events --merge {dir}/copy.db"),
        with(Scene::all_well, "pgpool_backend hold HOST --reason TEXT",
             "pgpool_backend hold 127.0.0.12 --reason 'new disks'"),
        with(Scene::all_well, "pgpool_backend hold HOST --reason TEXT [--until 2h | --until '2026-11-21 07:15']",
             "pgpool_backend hold 127.0.0.13 --reason 'new disks' --until 2h"),
        same(Scene::all_well, "pgpool_backend holds"),
        with(Scene::all_well, "pgpool_backend release HOST", "pgpool_backend release 127.0.0.13"),

        same(Scene::pool_missing, "pgpool_backend detach 127.0.0.13 --set policy=any"),

        same(Scene::standby_out, "pgpool_backend status", 75),
        same(Scene::standby_out, "pgpool_backend status --json", 75),
        with(Scene::standby_out, "pgpool_backend metrics --textfile /var/lib/prometheus/node-exporter/efm_pgpool.prom",
             "pgpool_backend metrics --textfile {dir}/efm_pgpool.prom"),
        with(Scene::standby_out, "pgpool_backend status --html /var/www/html/efm.html",
             "pgpool_backend status --html {dir}/efm.html"),
        Case{"pgpool_backend doctor", Scene::standby_out, "pgpool_backend doctor", 75, "", false},
        same(Scene::standby_out, "pgpool_backend reconcile"),

        same(Scene::standby_dead, "load_balancer_attach 127.0.0.13 s --timeout 5s", 75),
    };
    return all;
}

std::optional<Case> case_by_kind(const std::string& file, const std::string& command)
{
    std::smatch words;
    if (std::regex_match(command, words, std::regex("build/dev/bin/simulation( .*)?"))) {
        return not_run(command, "unit_simulation");
    }
    if (std::regex_match(command, words, std::regex("build/dev/bin/([a-z_]+)( --gtest_filter=.*)?"))) {
        return with(Scene::anywhere, command, "{build}/bin/" + words.str(1) + " --gtest_list_tests" + words.str(2));
    }
    if (std::regex_match(command, words, std::regex("ctest(?: --test-dir build/dev)? (-[RL] .*)"))) {
        return with(Scene::anywhere, command, "{ctest} --test-dir {dir} -N --no-tests=error " + words.str(1));
    }
    if (std::regex_match(command, words, std::regex("pgpool_backend doctor --bundle .*"))) {
        return not_run(command, "writes a new file where it is told to: the tests of the doctor");
    }
    if (std::regex_match(command, words, std::regex("(pgpool_backend metrics --zabbix-template)( .*)?"))) {
        return with(Scene::anywhere, command, words.str(1));
    }
    if (std::regex_match(command, words, std::regex("tests/run( --all)?"))) return not_run(command, builds);
    if (file == "docs/sql.md" && std::regex_match(command, words, std::regex("[A-Z]+ .*"))) {
        return not_run(command, "needs the extension in a server: live_sql_regress");
    }
    return std::nullopt;
}

}  // namespace documentation
