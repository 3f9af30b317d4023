// standin_ping ADDRESS: one ICMP echo, for ping.server.command where there is no ping. Exit 0 if it is answered in
// time.
#include <cstdio>

#include "banner.hpp"
#include "echo.hpp"

int main(int argc, char** argv)
{
    if (argc == 2 && argv[1][0] != '-') return standin::answers_echo(argv[1], std::chrono::milliseconds{300}) ? 0 : 1;
    std::printf("%sUsage: standin_ping ADDRESS\n", standin::banner);
    return 64;
}
