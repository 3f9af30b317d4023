#include "notifier.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace standin {
namespace {

constexpr std::array names{"INFO", "WARNING", "SEVERE"};
thread_local bool quiet_now = false;

std::size_t rank(const std::string& level)
{
    return static_cast<std::size_t>(std::ranges::find(names, level) - names.begin()) % names.size();
}

}  // namespace

Quiet::Quiet(bool quiet) : before_(std::exchange(quiet_now, quiet || quiet_now)) {}

Quiet::~Quiet()
{
    quiet_now = before_;
}

bool Quiet::now()
{
    return quiet_now;
}

Notifier::Notifier(const Config& config, Journal& journal, HookRunner& hooks, std::function<bool()> vip_active)
    : config_(config), journal_(journal), hooks_(hooks), vip_active_(std::move(vip_active))
{
}

void Notifier::raise(Severity severity, const std::string& subject, const std::string& text)
{
    const auto level = static_cast<std::size_t>(severity);
    journal_.record("notification",
                    {{"severity", names[level]}, {"subject", subject}, {"body", body(text)}, {"quiet", Quiet::now()}});
    if (Quiet::now() || level < rank(config_.text("notification.level"))) return;
    hooks_.run("script.notification", {}, {std::string("[") + names[level] + "] EFM " + subject, body(text)});
}

std::string Notifier::body(const std::string& text) const
{
    const std::string vip = config_.text("virtual.ip");
    std::string body = config_.text("notification.text.prefix");
    body += "EFM node: " + config_.address() + "\nCluster name: " + config_.cluster() +
            "\nDatabase name: " + config_.text("db.database") + "\nVIP: ";
    if (!vip.empty()) body += vip + (vip_active_() ? " (Active)" : " (Inactive)");
    return body + "\n\n" + text;
}

}  // namespace standin
