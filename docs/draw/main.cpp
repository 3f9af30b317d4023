// Draws the documentation's pictures: draw_pictures DIRECTORY
#include <fstream>
#include <iostream>

#include "pictures.hpp"

namespace {

bool write(const std::string& file, const std::string& text)
{
    std::ofstream out(file);
    out << text;
    out.close();
    if (!out) std::cerr << "error: cannot write " << file << '\n';
    return out.good();
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "error: expected a directory; usage: draw_pictures DIRECTORY\n";
        return 64;
    }
    const std::string dir = argv[1];
    const bool written = write(dir + "/house.svg", draw::house()) && write(dir + "/pipe.svg", draw::pipe()) &&
                         write(dir + "/failover.svg", draw::failover());
    return written ? 0 : 74;
}
