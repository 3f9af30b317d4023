#include "tools.hpp"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace package {

namespace fs = std::filesystem;

efm::CommandResult run(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment)
{
    efm::Command command;
    command.argv = argv;
    command.environment = environment;
    command.patience.deadline = pcp::Deadline::after(std::chrono::minutes{4});
    return efm::BoostCommandRunner{}.run(command);
}

std::string output_of(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment)
{
    const efm::CommandResult result = run(argv, environment);
    if (result.succeeded()) return result.out;
    std::string words;
    for (const std::string& word : argv) words += word + ' ';
    throw std::runtime_error(words + "failed:\n" + result.out + result.err);
}

std::vector<std::string> lines_of(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> files_below(const fs::path& root)
{
    std::vector<std::string> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
        if (!entry.is_directory()) files.push_back('/' + entry.path().lexically_relative(root).string());
    }
    std::ranges::sort(files);
    return files;
}

void install_into(const fs::path& root, const std::vector<std::string>& components)
{
    for (const std::string& component : components) {
        output_of({EFM_CMAKE, "--install", EFM_BUILD, "--prefix", "/usr", "--component", component},
                  {{"DESTDIR", root.string()}});
    }
}

}  // namespace package
