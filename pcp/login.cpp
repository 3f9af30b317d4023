#include "login.hpp"

#include <md5.h>

#include <array>
#include <cstdint>

namespace pcp {
namespace {

std::string md5_hex(std::string_view bytes)
{
    std::array<char, MD5_DIGEST_STRING_LENGTH> hex{};
    MD5Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), hex.data());
    return hex.data();
}

}  // namespace

std::string challenge_response(std::string_view user, std::string_view password, std::string_view salt)
{
    std::string stored = md5_hex(password);  // as in pcp.conf
    return md5_hex(md5_hex(stored.append(user)).append(salt));
}

}  // namespace pcp
