#include "canned_efm.hpp"

#include <algorithm>
#include <sstream>

namespace sql_test {
namespace {

constexpr const char* program = R"sh(#!/bin/sh
# usage: efm SUB_COMMAND CLUSTER [ARGUMENT...]
dir=${0%/*}
cd "$dir"
echo "$*" >>"$dir/calls"
. "$dir/misbehaviour"
case "$1" in
    cluster-status-json) cat "$dir/status.json" ;;
    cluster-status) cat "$dir/status.txt" ;;
    *) [ ! -x "$dir/obey" ] || "$dir/obey" "$@"; cat "$dir/answer" ;;
esac
[ ! -s "$dir/stderr" ] || cat "$dir/stderr" >&2
exit "$(cat "$dir/exit")"
)sh";

// For pg_regress: back to the beginning.
constexpr const char* reset = R"sh(#!/bin/sh
cd "${0%/*}"
cp healthy.json status.json
echo 0 >exit
rm -f obey
for file in calls stderr misbehaviour answer; do : >$file; done
)sh";

// What it does when it is copied to `obey`: a promotion swaps the roles.
constexpr const char* swap = R"sh(#!/bin/sh
[ "$1" != promote ] || sed -i 's/Primary/Was/; s/Standby/Primary/; s/Was/Standby/' "${0%/*}/status.json"
)sh";

constexpr const char* healthy =
    R"({"nodes":{"172.17.0.2":{"type":"Primary","db":"UP","vip":"","vip_active":false,"xlogReceive":"",)"
    R"("xlog":"0\/50001234","xloginfo":"DB is primary"},"172.17.0.3":{"type":"Standby","db":"UP","vip":"",)"
    R"("vip_active":false,"xlogReceive":"0\/50001234","xlog":"0\/50001234","xloginfo":""}},)"
    R"("allowednodes":["172.17.0.2","172.17.0.3"],"membershipcoordinator":"172.17.0.2",)"
    R"("failoverpriority":["172.17.0.3"],"minimumstandbys":0,"missingnodes":[],"messages":[]})"
    "\n";

constexpr const char* properties = R"(# of the local agent
! another comment
db.user=efm
db.port : 5444
auto.failover  true
minimum.standbys=0
db.password.encrypted=074b627bf50168881d246c5dd32fd8d0
jdbc.properties=sslfactory=org.example&password=hidden
script.db.password=/usr/local/bin/pw --token=hidden
long.value=first\
    second=third
)";

}  // namespace

CannedEfm::CannedEfm()
{
    const auto executable = std::filesystem::perms{0755};
    support::write_text(dir_ / "efm", program, executable);
    support::write_text(dir_ / "efm.properties", properties);
    support::write_text(dir_ / "status.txt",
                        "Cluster Status: efm\n\n\tAgent Type  Address\n\tPrimary     172.17.0.2\n");
    for (const char* empty : {"answer", "calls", "stderr"}) support::write_text(dir_ / empty, "");
    support::write_text(dir_ / "healthy.json", healthy);
    support::write_text(dir_ / "reset", reset, executable);
    support::write_text(dir_ / "swap", swap, executable);
    print_status(healthy);
    exit_with(0);
    misbehave("");
}

void CannedEfm::print_status(const std::string& json) const
{
    support::write_text(dir_ / "status.json", json);
}

void CannedEfm::exit_with(int code) const
{
    support::write_text(dir_ / "exit", std::to_string(code) + "\n");
}

void CannedEfm::misbehave(const std::string& script) const
{
    support::write_text(dir_ / "misbehaviour", script + "\n");
}

std::vector<std::string> CannedEfm::calls() const
{
    std::istringstream lines(support::read_text(dir_ / "calls"));
    std::vector<std::string> result;
    for (std::string line; std::getline(lines, line);) result.push_back(line);
    return result;
}

std::size_t CannedEfm::count(const std::string& sub_command) const
{
    const auto all = calls();
    return static_cast<std::size_t>(
        std::ranges::count_if(all, [&](const std::string& call) { return call.starts_with(sub_command + " "); }));
}

void CannedEfm::forget_calls() const
{
    support::write_text(dir_ / "calls", "");
}

}  // namespace sql_test
