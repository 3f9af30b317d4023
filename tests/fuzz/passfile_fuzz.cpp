// .pcppass against any text: the password of a line, or one short line that names the fault and shows no other line.
// Input: one byte that chooses the login, then the file.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "pcp/error.hpp"
#include "pcp/passfile.hpp"
#include "require.hpp"

namespace {

const std::array<pcp::Login, 4> logins{pcp::Login{"localhost", 9898, "pgpool"}, pcp::Login{"::1", 9898, "pgpool"},
                                       pcp::Login{"/run/pgpool", 9898, "a:b"}, pcp::Login{"10.0.0.1", 1, "\\"}};

bool is_control(char character)
{
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const pcp::Login& login = logins[data[0] % logins.size()];
    const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
    const auto match = pcp::match_password(text, login);
    require(!match || match->size() < 320, "a password fits the stock tools' line");
    try {
        require(pcp::password_in(text, "pcppass", login) == match, "both find the same line");
    } catch (const pcp::Error& error) {
        const std::string_view what = error.what();
        require(error.kind() == pcp::Error::Kind::authentication, "a fault of the file is one of authentication");
        require(what.size() < 400 && std::ranges::none_of(what, is_control), "an error is one short printable line");
        require(!match || match->size() < 12 || what.find(*match) == what.npos, "no error carries a password");
    }
    return 0;
}
