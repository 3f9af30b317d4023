#include "faults.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "pcp/deadline.hpp"

namespace standin {
namespace {

constexpr std::size_t huge = 1'000'000;
constexpr const char* warning =
    "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory failed; error='Not enough space' (errno=12)\n";
constexpr const char* foreign_words =
    "Verbindung zu »127.0.0.11:5444« abgelehnt – läuft der Server? 接続が拒否されました";

void pause_for(std::chrono::milliseconds span)
{
    pcp::pause({pcp::Deadline::after(span)}, span);
}

}  // namespace

Faults::Faults(const std::filesystem::path& file)
{
    const char* variable = std::getenv("EFM_STANDIN_FAULT");
    std::ifstream in(file);
    words_ = std::string(variable ? variable : "") + ' ' + std::string(std::istreambuf_iterator<char>(in), {});
}

std::optional<std::string> Faults::value(const std::string& name) const
{
    std::istringstream words(words_);
    for (std::string word; words >> word;) {
        if (word == name) return "";
        if (word.starts_with(name + "=")) return word.substr(name.size() + 1);
    }
    return std::nullopt;
}

void Faults::at_start() const
{
    if (const auto late = value("slow")) pause_for(std::chrono::milliseconds(std::stol(*late)));
    if (auto text = value("stderr")) {
        std::ranges::replace(*text, '_', ' ');
        std::fprintf(stderr, "%s\n", text->c_str());
    }
    if (!value("hang")) return;
    ::signal(SIGTERM, SIG_IGN);
    pause_for(std::chrono::hours{1});
}

void Faults::spoil(ClusterReport& report) const
{
    const auto info = value("info");
    for (NodeReport& node : report.nodes) {
        if (!node.wal) continue;
        if (info && node.wal->info.size() < huge) {
            node.wal->info = *info == "huge" ? std::string(huge, 'x') : foreign_words;
        }
        if (value("lag") && node.wal->kind == "Standby") node.wal->replayed = "0/1000028";
        if (info) break;
    }
}

int Faults::finish(std::string output, int exit) const
{
    if (value("warning")) output.insert(0, warning);
    if (const auto size = value("truncate")) output.resize(std::min(output.size(), std::stoul(*size)));
    std::fputs(output.c_str(), stdout);
    std::fflush(stdout);
    const auto status = value("exit");
    return status ? std::stoi(*status) : exit;
}

}  // namespace standin
