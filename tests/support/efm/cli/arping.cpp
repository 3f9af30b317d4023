// standin_arping ADDRESS DEVICE: tells the network that the address is here now, for Pgpool's arping_cmd where there is
// no arping.
#include <cstdio>

#include "arp.hpp"
#include "banner.hpp"

int main(int argc, char** argv)
{
    if (argc != 3 || argv[1][0] == '-') {
        std::printf("%sUsage: standin_arping ADDRESS DEVICE\n", standin::banner);
        return 64;
    }
    standin::announce_address(argv[1], argv[2]);
    return 0;
}
