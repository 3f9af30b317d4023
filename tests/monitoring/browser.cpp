#include "browser.hpp"

#include <stdexcept>

#include "efm/command_runner.hpp"

namespace monitoring {
namespace {

// Frames the page as wide as the screen, and writes down what it finds. `visible`: takes up room, lies within the
// page, and is on top where its middle is.
constexpr const char* measuring = R"html(<!DOCTYPE html><meta charset="utf-8"><title>measuring</title>
<body style="margin:0"><iframe id="frame" src="PAGE" style="border:0;width:WIDTHpx;height:8000px"></iframe>
<pre id="found"></pre><script>
window.addEventListener('load', () => {
  const page = document.getElementById('frame').contentDocument;
  const view = page.defaultView;
  const box = (element) => {
    const r = element.getBoundingClientRect();
    const top = page.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2);
    return {words: (element.querySelector('title') || element).textContent.trim(), left: r.left, right: r.right,
      width: r.width, height: r.height,
      visible: r.width > 0 && r.height > 0 && r.left >= 0 && r.right <= view.innerWidth && top !== null &&
        (element.contains(top) || top.contains(element))};
  };
  const all = (selector) => [...page.querySelectorAll(selector)].filter((e) => e.getClientRects().length > 0).map(box);
  const colour = (selector, what) => view.getComputedStyle(page.querySelector(selector))[what];
  const found = {title: page.title, text: page.body.innerText, window: view.innerWidth,
    width: page.documentElement.scrollWidth, pictures: all('svg.picture'), servers: all('.picture .server'),
    views: all('.picture .view'), lines: all('.picture .line path').length, names: all('.picture .name'),
    words: all('.picture .word'),
    headline: all('h1'), events: all('.event'), strips: all('svg.strip'), dots: all('svg.strip circle').length,
    ground: colour('body', 'backgroundColor'), ink: colour('body', 'color'),
    scripts: page.scripts.length, loaded: view.performance.getEntriesByType('resource').length};
  document.getElementById('found').textContent = JSON.stringify(found);
  document.title = 'measured';
});
</script></body>)html";

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    return text.replace(text.find(what), what.size(), by);
}

// What the browser prints is HTML again.
std::string unescaped(const std::string& html)
{
    std::string text;
    for (std::size_t i = 0; i < html.size(); ++i) {
        const auto is = [&](std::string_view entity) {
            return html.compare(i, entity.size(), entity) == 0;
        };
        if (is("&amp;") || is("&lt;") || is("&gt;")) {
            text += is("&amp;") ? '&' : is("&lt;") ? '<' : '>';
            i += is("&amp;") ? 4 : 3;
        } else if (is("&nbsp;")) {
            text += ' ';
            i += 5;
        } else {
            text += html[i];
        }
    }
    return text;
}

nlohmann::json found_in(const std::string& page)
{
    const std::string begin = "<pre id=\"found\">";
    const std::size_t from = page.find(begin);
    const std::size_t to = page.find("</pre>", from);
    if (from == std::string::npos || to == std::string::npos || to == from + begin.size()) {
        throw std::runtime_error("the browser measured nothing: " + page);
    }
    return nlohmann::json::parse(unescaped(page.substr(from + begin.size(), to - from - begin.size())));
}

}  // namespace

nlohmann::json Browser::measure(const std::filesystem::path& page, const Screen& screen) const
{
    const std::string width = std::to_string(screen.width);
    const auto measure = directory_ / "measure.html";
    support::write_own_text(measure, replaced(replaced(measuring, "PAGE", "file://" + page.string()), "WIDTH", width));
    efm::Command command;
    command.argv = {program,
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--allow-file-access-from-files",
                    "--user-data-dir=" + (directory_ / "profile").string(),
                    "--window-size=1400,9000",
                    "--dump-dom"};
    if (screen.dark) command.argv.emplace_back("--blink-settings=preferredColorScheme=0");
    command.argv.push_back("file://" + measure.string());
    command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{90});
    const efm::CommandResult result = efm::BoostCommandRunner{}.run(command);
    if (!result.succeeded()) throw std::runtime_error("the browser failed: " + result.out + result.err);
    return found_in(result.out);
}

}  // namespace monitoring
