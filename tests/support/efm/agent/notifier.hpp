// Notifications: recorded always, handed to script.notification from notification.level on. No mail is sent.
#pragma once

#include <functional>
#include <string>

#include "hooks.hpp"

namespace standin {

enum class Severity { info, warning, severe };

// While it lives, this thread's notifications are recorded only: promote -quiet.
class Quiet {
public:
    explicit Quiet(bool quiet);
    ~Quiet();
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
    static bool now();

private:
    bool before_;
};

class Notifier {
public:
    Notifier(const Config& config, Journal& journal, HookRunner& hooks, std::function<bool()> vip_active);

    // Records `notification`: severity, subject, body, quiet.
    void raise(Severity severity, const std::string& subject, const std::string& text);

private:
    std::string body(const std::string& text) const;

    const Config& config_;
    Journal& journal_;
    HookRunner& hooks_;
    std::function<bool()> vip_active_;
};

}  // namespace standin
