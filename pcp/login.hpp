// The answer to PCP's login challenge. Private to the library.
#pragma once

#include <string>
#include <string_view>

namespace pcp {

// hex(md5(hex(md5(hex(md5(password)) + user)) + salt)): what Pgpool checks against the hashes of pcp.conf.
// MD5 comes from libmd, which no FIPS mode switches off: the protocol knows no other digest.
std::string challenge_response(std::string_view user, std::string_view password, std::string_view salt);

}  // namespace pcp
