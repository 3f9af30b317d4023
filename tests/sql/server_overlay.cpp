#include "server_overlay.hpp"

#include <stdexcept>

#include "efm/command_runner.hpp"

namespace sql_test {
namespace {

namespace fs = std::filesystem;

// What is there already, because it is ours, stays.
void link_all(const fs::path& from, const fs::path& to)
{
    fs::create_directories(to);
    for (const fs::directory_entry& entry : fs::directory_iterator(from)) {
        const fs::path link = to / entry.path().filename();
        if (!fs::exists(fs::symlink_status(link))) fs::create_symlink(entry.path(), link);
    }
}

void install_into(const fs::path& root)
{
    efm::Command command;
    command.argv = {EFM_CMAKE, "--install", EFM_BUILD, "--component", "efm_extension"};
    command.environment["DESTDIR"] = root.string();
    command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{60});
    const auto result = efm::BoostCommandRunner{}.run(command);
    if (!result.succeeded()) throw std::runtime_error("cmake --install failed:\n" + result.out + result.err);
}

}  // namespace

ServerOverlay::ServerOverlay()
{
    install_into(dir_.path());
    link_all(POSTGRES_LIBRARY_DIR, inside(POSTGRES_LIBRARY_DIR));
    link_all(std::string(POSTGRES_SHARE_DIR) + "/extension", inside(POSTGRES_SHARE_DIR) / "extension");
    link_all(POSTGRES_SHARE_DIR, inside(POSTGRES_SHARE_DIR));
    fs::create_directory_symlink("/usr/share/locale", inside("/usr/share/locale"));
    fs::create_directories(inside(POSTGRES_BIN_DIR));
    fs::copy_file(std::string(POSTGRES_BIN_DIR) + "/postgres", program());
}

std::string ServerOverlay::program() const
{
    return inside(POSTGRES_BIN_DIR) / "postgres";
}

std::string ServerOverlay::library() const
{
    return inside(POSTGRES_LIBRARY_DIR) / "efm_extension.so";
}

// No locale has to be installed for it: gettext goes by the name, and this one has the rules of C.
std::string ServerOverlay::program_in(const std::string& locale) const
{
    const fs::path locales = dir_ / "locales";
    fs::create_directories(locales);
    for (const std::string& name : {std::string("C.utf8"), locale}) {
        fs::create_directory_symlink("/usr/lib/locale/C.utf8", locales / name);
    }
    const fs::path script = program() + "-" + locale;
    const std::string text = "#!/bin/sh\nLOCPATH=" + locales.string() + " exec " + program() + " \"$@\"\n";
    support::write_text(script, text, fs::perms{0755});
    return script;
}

void ServerOverlay::replace_scripts(const fs::path& folder) const
{
    const fs::path to = inside(POSTGRES_SHARE_DIR) / "extension";
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        fs::copy_file(entry.path(), to / entry.path().filename(), fs::copy_options::overwrite_existing);
    }
}

fs::path ServerOverlay::inside(const std::string& installed) const
{
    return dir_.path() / installed.substr(1);
}

}  // namespace sql_test
