// What may go wrong, and who may be called meanwhile.
#pragma once

#include "world.hpp"

namespace simulation {

class Accidents {
public:
    explicit Accidents(World& world) : world_(world) {}

    void happen();  // one of them
    void end();     // what was broken off is mended, as far as that is not the point

private:
    int some_server() { return world_.random.below(server_count); }
    void to_a_server();
    void to_an_agent();
    void to_a_host();
    void to_a_pool();
    void to_a_program();
    void by_hand();
    void by_an_operator();
    void by_the_manager();
    void boot(int host);
    void repair(int server);

    World& world_;
};

}  // namespace simulation
