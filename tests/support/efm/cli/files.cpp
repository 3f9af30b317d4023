// The commands that need no agent: encrypt, and as little of upgrade-conf as there is to see.
#include <cstdlib>
#include <iostream>

#include "manage.hpp"
#include "password.hpp"

namespace standin {
namespace {

std::string read_password(const char* prompt)
{
    std::cout << prompt << std::flush;
    std::string line;
    std::getline(std::cin, line);
    std::cout << '\n';
    return line;
}

}  // namespace

// The password is looked for before the cluster's name is made use of: the file need not exist.
Outcome encrypt(const std::string& cluster, const std::vector<std::string>& arguments)
{
    const std::filesystem::path file = properties_path(cluster);
    const std::string name = file.stem();
    if (!arguments.empty() && arguments.front() == "--from-env") {
        const char* password = std::getenv("EFMPASS");
        if (!password) return {"EFMPASS password not found.\n", 0};
        return {encrypt_password(password, name) + "\n", 0};
    }
    std::cout << "This utility will generate an encrypted password for you to place in your EFM cluster property "
                 "file:\n"
              << file.string() << "\n\n";
    if (!std::filesystem::exists(file)) std::cout << "Warning: the properties file does not exist.\n\n";
    const std::string password = read_password("Please enter the password and hit enter: ");
    if (read_password("Please enter the password again to confirm: ") != password) {
        throw Refusal("The passwords do not match.");
    }
    const std::string hex = encrypt_password(password, name);
    return {"The encrypted password is: " + hex +
                "\n\nPlease paste this into your cluster properties file:\n\ndb.password.encrypted=" + hex + "\n",
            0};
}

Outcome upgrade_conf(const Call& call)
{
    const std::filesystem::path source = call.value_of("-source");
    if (source.empty()) throw Refusal("The stand-in needs -source <directory>.");
    const std::filesystem::path target = call.config.path().parent_path();
    std::string output = "Checking directory " + source.string() + "\n";
    for (const char* ending : {".properties", ".nodes"}) {
        const std::string name = call.config.cluster() + ending;
        if (!std::filesystem::exists(source / name)) throw Refusal("File not found: " + (source / name).string());
        output += "Processing " + name + " file\n";
        if (std::filesystem::exists(target / name)) {
            std::filesystem::rename(target / name, target / (name + ".before-upgrade"));
        }
        std::filesystem::copy_file(source / name, target / name);
    }
    return {output + "Upgrade of files is finished. The owner and group are those of the stand-in's caller.\n", 0};
}

}  // namespace standin
