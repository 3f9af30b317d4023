#include "efm/status_html.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "cluster_picture.hpp"
#include "event_pages.hpp"
#include "markup.hpp"
#include "page_style.hpp"

namespace efm {
namespace {

const char* look_of(Severity severity)
{
    switch (severity) {
        case Severity::remark:
            return "remark";
        case Severity::unseen:
            return "unseen";
        case Severity::disagreement:
            break;
    }
    return "disagreement";
}

const char* word_of(Severity severity)
{
    return severity == Severity::disagreement ? "wrong" : severity == Severity::unseen ? "not seen" : "remark";
}

const char* tone_of(const Survey& survey, const ClusterView& view)
{
    if (view.count(Severity::disagreement) > 0) return "disagreement";
    return view.agrees() && is_anything_seen(survey) ? "well" : "unseen";
}

std::string span_text(std::chrono::milliseconds span)
{
    return std::to_string(span.count()) + " ms";
}

// Nothing is loaded, nothing runs, nobody is told where the reader came from.
void write_head(pugi::xml_node html, const std::string& title, const StatusHtml& page)
{
    constexpr const char* policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
    pugi::xml_node head = add(html, "head");
    set(add(head, "meta"), "charset", "utf-8");
    const auto meta = [&](const char* kind, const char* name, std::string_view content) {
        pugi::xml_node node = add(head, "meta");
        set(node, kind, name);
        set(node, "content", content);
    };
    meta("name", "viewport", "width=device-width, initial-scale=1");
    meta("name", "color-scheme", "light dark");
    meta("name", "referrer", "no-referrer");
    meta("name", "robots", "noindex");
    meta("http-equiv", "Content-Security-Policy", policy);
    if (page.refresh) meta("http-equiv", "refresh", std::to_string(page.refresh->count()));
    pugi::xml_node icon = add(head, "link");
    set(icon, "rel", "icon");
    set(icon, "href", "data:,");
    add(head, "title", "", title);
    head.append_child("style").append_child(pugi::node_pcdata).set_value(page_style);
}

// "all agree: primary ..." in two sizes.
std::pair<std::string, std::string> parts_of(std::string words)
{
    const std::size_t colon = words.find(": ");
    std::string first = words.substr(0, colon);
    if (!first.empty()) first[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(first[0])));
    return {first, colon == std::string::npos ? "" : words.substr(colon + 2)};
}

void write_verdict(pugi::xml_node body, const Survey& survey, const ClusterView& view, const StatusHtml& page)
{
    const auto [headline, rest] = parts_of(verdict(survey, view));
    pugi::xml_node card = add(body, "header", (std::string("card verdict ") + tone_of(survey, view)).c_str());
    add(card, "p", "eyebrow", "EFM and Pgpool-II \xC2\xB7 cluster " + page.cluster);
    add(card, "h1", "", headline);
    if (!rest.empty()) add(card, "p", "lede", rest);
    pugi::xml_node when = add(card, "p", "soft");
    add_words(when, "seen at ");
    when.append_child(pugi::node_pcdata).set_value(" ");
    add(when, "time", "", utc_text(survey.taken.at) + " UTC");
    when.append_child(pugi::node_pcdata).set_value(", ");
    add_words(when, "in " + span_text(survey.taken.took));
}

void write_fact(pugi::xml_node list, const std::string& name, const std::string& value, bool well)
{
    pugi::xml_node item = add(list, "li", well ? "card" : "card trouble");
    add(item, "span", "soft", name);
    add(item, "b", "", value);
}

void write_facts(pugi::xml_node body, const Survey& survey, const ClusterView& view, const StatusHtml& page)
{
    pugi::xml_node list = add(body, "ul", "facts");
    const auto share = [](auto part, auto whole) {
        return std::to_string(part) + " of " + std::to_string(whole);
    };
    const auto pools = static_cast<std::size_t>(
        std::ranges::count_if(survey.pools, [](const SurveyedPool& pool) { return pool.view.value.has_value(); }));
    const auto has_server = [](const ClusterRow& row) {
        return row.role != ClusterRole::witness;
    };
    const auto servers = static_cast<std::size_t>(std::ranges::count_if(view.rows, has_server));
    const auto up = static_cast<std::size_t>(
        std::ranges::count_if(view.rows, [&](const ClusterRow& row) { return has_server(row) && row.answers(); }));
    write_fact(list, "Primary", view.primary ? to_string(view.rows[*view.primary].address) : "unknown",
               view.primary.has_value());
    if (survey.manager) {
        const auto& status = survey.manager->value;
        write_fact(list, "EFM",
                   !status                    ? "not seen"
                   : status->healthy == false ? "unhealthy"
                                              : "answers",
                   status && status->healthy != false);
    }
    write_fact(list, "Pools that answer", share(pools, survey.pools.size()), pools == survey.pools.size());
    write_fact(list, "Servers that answer", share(up, servers), up == servers);
    if (page.journal_failure.empty()) write_fact(list, "Held members", std::to_string(page.holds.size()), true);
}

void write_picture(pugi::xml_node body, const Survey& survey, const ClusterView& view)
{
    if (view.rows.empty()) return;
    add(body, "h2", "", "Who is where");
    pugi::xml_node figure = add(body, "figure", "card figure");
    draw_cluster(figure, survey, view, wide_picture);
    draw_cluster(figure, survey, view, narrow_picture);
    pugi::xml_node key = add(figure, "figcaption", "key soft");
    add(key, "span", "line writes", "takes the writes");
    add(key, "span", "line reads", "attached");
    add(key, "span", "line out", "detached");
    add(key, "span", "line wrong", "disagrees");
    if (survey.manager) add(key, "span", "line watch", "watched by EFM");
}

void write_findings(pugi::xml_node body, const ClusterView& view)
{
    if (view.findings.empty()) return;
    add(body, "h2", "", view.agrees() ? "Worth knowing" : "What does not agree");
    pugi::xml_node list = add(body, "ul", "findings");
    for (const Finding& finding : view.findings) {
        pugi::xml_node item = add(list, "li", (std::string("card ") + look_of(finding.severity)).c_str());
        add(item, "span", "chip", word_of(finding.severity));
        add(item, "p", "", finding.sentence);
        if (finding.remedy.empty()) continue;
        const bool is_command = finding.remedy.starts_with("pgpool_backend ");
        add(add(item, "p", "remedy"), is_command ? "code" : "em", "", finding.remedy);
    }
}

void write_table(pugi::xml_node body, const ClusterView& view, const StatusHtml& page)
{
    if (page.table.empty()) return;
    add(body, "h2", "", "Every member and backend");
    pugi::xml_node table = add(add(body, "div", "card wrap"), "table");
    pugi::xml_node head = add(add(table, "thead"), "tr");
    for (const std::string& heading : page.headings) set(add(head, "th", "", heading), "scope", "col");
    pugi::xml_node rows = add(table, "tbody");
    for (std::size_t i = 0; i < page.table.size(); ++i) {
        const bool wrong = std::ranges::any_of(view.findings, [&](const Finding& finding) {
            return finding.row == i && finding.severity == Severity::disagreement;
        });
        pugi::xml_node row = add(rows, "tr", wrong ? "wrong" : "");
        for (std::size_t column = 0; column < page.table[i].size(); ++column) {
            const std::string& words = page.table[i][column];
            pugi::xml_node cell = add(row, "td", words.empty() ? "none" : "", words);
            if (column < page.headings.size()) set(cell, "data-label", page.headings[column]);
        }
    }
}

void write_holds(pugi::xml_node body, const std::vector<Hold>& holds)
{
    if (holds.empty()) return;
    add(body, "h2", "", "Held");
    pugi::xml_node list = add(body, "ul", "findings");
    for (const Hold& hold : holds) {
        pugi::xml_node item = add(list, "li", "card remark");
        add(item, "span", "chip", to_string(hold.member));
        add(item, "p", "",
            hold.reason + " (" + hold.holder + ", since " + utc_text(hold.since) + " UTC" +
                (hold.until ? ", until " + utc_text(*hold.until) + " UTC)" : ")"));
    }
}

void write_events(pugi::xml_node body, const StatusHtml& page)
{
    add(body, "h2", "", "Last events of this host");
    if (!page.journal_failure.empty())
        add(body, "p", "card soft", "The journal cannot be read: " + page.journal_failure);
    if (page.journal_failure.empty() && page.events.empty()) add(body, "p", "card soft", "Nothing has happened yet.");
    list_events(body, page.events);
}

}  // namespace

std::string to_html(const Survey& survey, const ClusterView& view, const StatusHtml& page)
{
    pugi::xml_document document;
    document.append_child(pugi::node_doctype).set_value("html");
    pugi::xml_node html = document.append_child("html");
    set(html, "lang", "en");
    write_head(html, page.cluster + ": " + verdict(survey, view), page);
    pugi::xml_node main = add(add(html, "body"), "main");
    write_verdict(main, survey, view, page);
    write_facts(main, survey, view, page);
    write_findings(main, view);
    write_picture(main, survey, view);
    write_holds(main, page.holds);
    write_table(main, view, page);
    write_events(main, page);
    add(main, "footer", "",
        "Made by pgpool_backend status --html, efm_pgpool " + page.version +
            ". Times are UTC. This page has no script and loads nothing.");
    std::ostringstream out;
    document.save(out, "", pugi::format_raw | pugi::format_no_declaration);
    return out.str() + '\n';
}

}  // namespace efm
