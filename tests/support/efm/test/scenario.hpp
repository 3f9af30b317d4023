// What the tests of the stand-in's scenarios share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "efm_cluster.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "postgres_cluster.hpp"

namespace stand_in_test {

using support::ConfigValues;
using support::EfmCluster;
using support::EfmOptions;
using support::eventually;
using support::PostgresCluster;

using Lines = std::vector<std::string>;

// Every script of EFM, with the manual's placeholders in the manual's order. They succeed.
inline ConfigValues all_hooks()
{
    ConfigValues hooks{
        {"script.load.balancer.attach", "/bin/true %h %t"},
        {"script.load.balancer.detach", "/bin/true %h %t"},
        {"script.fence", "/bin/true %p %f"},
        {"script.post.promotion", "/bin/true %f %p"},
        {"script.remote.pre.promotion", "/bin/true %p"},
        {"script.remote.post.promotion", "/bin/true %p"},
    };
    for (const char* name : {"script.db.failure", "script.primary.isolated", "script.resumed"}) {
        hooks[name] = "/bin/true";
    }
    return hooks;
}

inline EfmOptions with_all_hooks(const std::string& generation = "5.2", const ConfigValues& more = {})
{
    EfmOptions options;
    options.generation = generation;
    options.properties = all_hooks();
    for (const auto& [name, value] : more) options.properties[name] = value;
    return options;
}

inline std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

// "12 fence 12 11": agent, hook, arguments. An exit status is there if it is not 0.
inline Lines hooks_of(const EfmCluster& efm, double since)
{
    Lines lines = efm.hooks(since);
    for (std::string& line : lines) {
        line = replaced(replaced(line, "127.0.0.", ""), "script.load.balancer.", "");
        line = replaced(replaced(line, "script.", ""), " exit 0", "");
    }
    return lines;
}

// With its standbys in sync, so that the priority decides who takes over.
inline void lose_primary(PostgresCluster& servers, const EfmCluster& efm)
{
    EXPECT_TRUE(eventually([&] { return efm.status().exit_code == 0; })) << efm.status().out;
    servers[0].kill9();
}

class StandIn : public support::LiveTest {};

}  // namespace stand_in_test
