#include "arp.hpp"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstring>

#include "sockets.hpp"

namespace standin {
namespace {

struct Frame {
    ether_header ethernet{};
    ether_arp arp{};
} __attribute__((packed));

Frame frame_for(const in_addr& address, const unsigned char* hardware)
{
    Frame frame;
    std::fill_n(frame.ethernet.ether_dhost, ETH_ALEN, static_cast<std::uint8_t>(0xff));
    std::copy_n(hardware, ETH_ALEN, frame.ethernet.ether_shost);
    frame.ethernet.ether_type = htons(ETHERTYPE_ARP);
    frame.arp.ea_hdr = {htons(ARPHRD_ETHER), htons(ETHERTYPE_IP), ETH_ALEN, 4, htons(ARPOP_REPLY)};
    std::copy_n(hardware, ETH_ALEN, frame.arp.arp_sha);
    std::fill_n(frame.arp.arp_tha, ETH_ALEN, static_cast<std::uint8_t>(0xff));
    std::memcpy(frame.arp.arp_spa, &address, 4);
    std::memcpy(frame.arp.arp_tpa, &address, 4);
    return frame;
}

}  // namespace

void announce_address(const std::string& address, const std::string& device)
{
    in_addr number{};
    ifreq request{};
    const Fd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETHERTYPE_ARP)));
    device.copy(request.ifr_name, sizeof request.ifr_name - 1);
    if (::inet_pton(AF_INET, address.c_str(), &number) != 1 || ::ioctl(fd.get(), SIOCGIFHWADDR, &request) != 0) return;
    if (request.ifr_hwaddr.sa_family != ARPHRD_ETHER) return;
    const Frame frame = frame_for(number, reinterpret_cast<const unsigned char*>(request.ifr_hwaddr.sa_data));
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_ifindex = static_cast<int>(::if_nametoindex(device.c_str()));
    to.sll_halen = ETH_ALEN;
    std::fill_n(to.sll_addr, ETH_ALEN, static_cast<unsigned char>(0xff));
    ::sendto(fd.get(), &frame, sizeof frame, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to);
}

}  // namespace standin
