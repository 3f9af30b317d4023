// What stands for EFM's password encryption: reversible with the cluster's name alone. It hides nothing.
#pragma once

#include <optional>
#include <string>

namespace standin {

// Lower-case hex, 32 digits for up to 15 bytes. Another cluster name gives another result.
std::string encrypt_password(const std::string& password, const std::string& cluster);

// Empty when it was not made for this cluster.
std::optional<std::string> decrypt_password(const std::string& hex, const std::string& cluster);

}  // namespace standin
