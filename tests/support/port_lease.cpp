#include "port_lease.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <system_error>

namespace support {
namespace {

constexpr int lowest = 20'000;
constexpr int highest = 32'767;

// One file for all; port n is its byte n, locked by whoever leases it. Such a lock belongs to the open file, so that
// two leases of one process exclude each other as well.
int open_lock_file()
{
    const auto file = std::filesystem::temp_directory_path() / ("efm-pgpool-ports." + std::to_string(::geteuid()));
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), file.string());
    return fd;
}

bool lock(int fd, std::uint16_t port)
{
    struct flock byte {};
    byte.l_type = F_WRLCK;
    byte.l_whence = SEEK_SET;
    byte.l_start = port;
    byte.l_len = 1;
    return ::fcntl(fd, F_OFD_SETLK, &byte) == 0;
}

bool can_bind(const std::string& address, std::uint16_t port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);  // as the servers do
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &where.sin_addr);
    const bool bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0 && ::listen(fd, 1) == 0;
    ::close(fd);
    return bound;
}

}  // namespace

PortLease::PortLease(const std::vector<std::string>& addresses) : lock_(open_lock_file())
{
    std::minstd_rand random{std::random_device{}()};
    std::uniform_int_distribution<int> candidates{lowest, highest};
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const auto port = static_cast<std::uint16_t>(candidates(random));
        const auto free = [&](const std::string& address) {
            return can_bind(address, port);
        };
        if (lock(lock_, port) && std::ranges::all_of(addresses, free)) {
            number_ = port;
            return;
        }
    }
    ::close(lock_);
    throw std::runtime_error("no free port");
}

PortLease::~PortLease()
{
    ::close(lock_);
}

}  // namespace support
