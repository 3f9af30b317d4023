#include "password.hpp"

#include <cstdint>

namespace standin {
namespace {

constexpr std::size_t block = 16;

// The bytes that are mixed in: FNV-1a over the name, continued.
class Stream {
public:
    explicit Stream(const std::string& cluster)
    {
        for (const char c : cluster) mix(static_cast<unsigned char>(c));
    }

    unsigned char next()
    {
        mix(0x5a);
        return static_cast<unsigned char>(state_ >> 32U);
    }

private:
    void mix(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3U; }

    std::uint64_t state_ = 0xcbf29ce484222325U;
};

// A checksum, the password, zeros up to a whole block.
std::string padded(const std::string& password)
{
    unsigned char sum = 0x2a;
    for (const char c : password) sum = static_cast<unsigned char>(sum * 31 + static_cast<unsigned char>(c));
    std::string text(1, static_cast<char>(sum));
    text += password;
    text.resize((text.size() + block - 1) / block * block, '\0');
    return text;
}

int digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string encrypt_password(const std::string& password, const std::string& cluster)
{
    constexpr const char* digits = "0123456789abcdef";
    Stream stream(cluster);
    std::string hex;
    for (const char c : padded(password)) {
        const auto byte = static_cast<unsigned char>(static_cast<unsigned char>(c) ^ stream.next());
        hex += digits[byte >> 4U];
        hex += digits[byte & 0xfU];
    }
    return hex;
}

std::optional<std::string> decrypt_password(const std::string& hex, const std::string& cluster)
{
    if (hex.empty() || hex.size() % (2 * block) != 0) return std::nullopt;
    Stream stream(cluster);
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = digit(hex[i]);
        const int low = digit(hex[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        text += static_cast<char>(static_cast<unsigned char>(high * 16 + low) ^ stream.next());
    }
    const std::string password = text.substr(1, text.find('\0', 1) - 1);
    if (padded(password) != text) return std::nullopt;
    return password;
}

}  // namespace standin
