#include "efm/status_html.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "journal_samples.hpp"
#include "survey_samples.hpp"

namespace {

using efm::StatusHtml;
using survey_samples::Sample;

StatusHtml page()
{
    return {.cluster = "acct",
            .version = "1.2.3",
            .headings = {"address", "EFM"},
            .table = {{"10.0.0.1:5432", "primary"}, {"10.0.0.2:5432", "standby"}, {"10.0.0.3:5432", "standby"}}};
}

std::string html(const efm::Survey& survey, const StatusHtml& setup = page())
{
    return efm::to_html(survey, join(survey), setup);
}

efm::RecordedEvent event(const std::string& sentence)
{
    efm::RecordedEvent made{.number = 42, .host = "db1"};
    made.given = journal_samples::order("42", "detach", "10.0.0.3");
    made.began = journal_samples::at(0);
    made.ended = journal_samples::at(250);
    made.ending = efm::Ending::done;
    made.sentence = sentence;
    made.steps = {{.pool = "a:9898", .step = "act", .detail = sentence, .at = journal_samples::at(125)}};
    return made;
}

// Of a page only the part that is in question is worth printing.
bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
    return count;
}

TEST(StatusHtml, IsAWholePageThatBeginsWithTheVerdict)
{
    const std::string text = html(Sample{});
    EXPECT_TRUE(text.starts_with("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"/>"));
    EXPECT_TRUE(has(text, "<h1>All agree</h1><p class=\"lede\">primary 10.0.0.1:5432, 2 standbys</p>"))
        << "<h1>All agree</h1><p class=\"lede\">primary 10.0.0.1:5432, 2 standbys</p>";
    EXPECT_TRUE(has(text, "cluster acct</p>")) << "cluster acct</p>";
    EXPECT_TRUE(has(text, "Nothing has happened yet.")) << "Nothing has happened yet.";
    EXPECT_TRUE(text.ends_with("</html>\n"));
}

TEST(StatusHtml, ShowsWhatIsWrongWhereItIsWrong)
{
    Sample sample;
    sample.node_of(2).status = pcp::NodeStatus::down;
    const std::string text = html(sample);
    EXPECT_TRUE(has(text, "card verdict disagreement")) << "card verdict disagreement";
    EXPECT_TRUE(has(text, "<code>pgpool_backend attach 10.0.0.3 5432</code>"))
        << "<code>pgpool_backend attach 10.0.0.3 5432</code>";
    EXPECT_TRUE(has(text, "class=\"line out wrong\"><title>a:9898, 10.0.0.3:5432: 2 down</title>"))
        << "class=\"line out wrong\"><title>a:9898, 10.0.0.3:5432: 2 down</title>";
    EXPECT_TRUE(has(text, "class=\"line reads\"><title>b:9898, 10.0.0.2:5432: 1 up</title>"))
        << "class=\"line reads\"><title>b:9898, 10.0.0.2:5432: 1 up</title>";
    EXPECT_TRUE(has(text, "class=\"server standby wrong\"><title>10.0.0.3:5432: STANDBY</title>"))
        << "class=\"server standby wrong\"><title>10.0.0.3:5432: STANDBY</title>";
    EXPECT_TRUE(has(text, "<tr class=\"wrong\"><td data-label=\"address\">10.0.0.3:5432</td>"))
        << "<tr class=\"wrong\"><td data-label=\"address\">10.0.0.3:5432</td>";
}

TEST(StatusHtml, ShowsWhatIsNotSeenAsNotSeen)
{
    Sample sample;
    sample.lose_pool(1);
    sample.lose_manager();
    StatusHtml setup = page();
    setup.journal_failure = "state_dir is open to others";
    const std::string text = html(sample, setup);
    EXPECT_TRUE(has(text, "card verdict unseen")) << "card verdict unseen";
    EXPECT_TRUE(has(text, "<title>PGPOOL b:9898: not seen</title>")) << "<title>PGPOOL b:9898: not seen</title>";
    EXPECT_TRUE(has(text, "The journal cannot be read: state_dir is open to others"))
        << "The journal cannot be read: state_dir is open to others";
    EXPECT_FALSE(has(text, "<title>b:9898, ")) << "<title>b:9898, ";
}

// Names and sentences come from other hosts, and from their logs.
TEST(StatusHtml, LetsNoTextBecomeMarkup)
{
    const std::string hostile = "\"'><script>alert(1)</script><img src=x onerror=\x01&amp;\xFF";
    Sample sample;
    sample.member_of(2).address = hostile;
    sample.status().cluster = hostile;
    sample.pools[1].name = hostile;
    StatusHtml setup = page();
    setup.cluster = hostile;
    setup.table[0][0] = hostile;
    setup.headings[1] = hostile;
    setup.events = {event(hostile)};
    setup.events[0].given.target = setup.events[0].given.verb = setup.events[0].steps[0].step = hostile;
    setup.holds = {{.member = {hostile, {}}, .reason = hostile, .holder = hostile}};
    const std::string text = html(sample, setup);
    EXPECT_FALSE(has(text, "<script")) << "<script";
    EXPECT_FALSE(has(text, "<img")) << "<img";
    EXPECT_FALSE(has(text, "\x01")) << "\x01";
    EXPECT_FALSE(has(text, "\xFF")) << "\xFF";
    EXPECT_EQ(count_of(text, "<style>"), 1U);
    EXPECT_TRUE(has(text, "&lt;script&gt;alert(1)&lt;/script&gt;")) << "&lt;script&gt;alert(1)&lt;/script&gt;";
}

TEST(StatusHtml, LoadsNothingAndRunsNothing)
{
    const std::string text = html(Sample{});
    EXPECT_TRUE(has(text, "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""))
        << "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"";
    for (const char* part : {"src=", "http://", "https://", "@import", "url(", "javascript:", "onload"}) {
        EXPECT_FALSE(has(text, part)) << part;
    }
}

// HTML does not know <p />: what follows would be inside.
TEST(StatusHtml, ClosesWhatItOpens)
{
    StatusHtml setup = page();
    setup.events = {event("")};
    setup.table[1] = {"", ""};
    const std::string text = html(Sample{}, setup);
    for (const char* tag : {"p", "td", "th", "li", "span", "div", "b", "code", "h3", "ol", "ul"}) {
        EXPECT_FALSE(has(text, std::string("<") + tag + "/>")) << std::string("<") + tag + "/>";
        const std::size_t opened =
            count_of(text, std::string("<") + tag + ">") + count_of(text, std::string("<") + tag + " ");
        EXPECT_EQ(opened, count_of(text, std::string("</") + tag + ">")) << tag;
    }
}

TEST(StatusHtml, PutsStepsOnALineOfTime)
{
    StatusHtml setup = page();
    setup.events = {event("seen down")};
    const std::string text = html(Sample{}, setup);
    EXPECT_TRUE(has(text, "<h3>detach 10.0.0.3</h3>")) << "<h3>detach 10.0.0.3</h3>";
    EXPECT_TRUE(has(text, "cx=\"50.00%\"")) << "cx=\"50.00%\"";
    EXPECT_TRUE(has(text, "<span class=\"after\">+125 ms</span><span class=\"step act\">act</span>"))
        << "<span class=\"after\">+125 ms</span><span class=\"step act\">act</span>";
    EXPECT_TRUE(has(text, "UTC</time><span>, took 250 ms</span>")) << "UTC</time><span>, took 250 ms</span>";
}

TEST(StatusHtml, LoadsItselfAgainOnlyWhereItIsMadeAgain)
{
    StatusHtml setup = page();
    EXPECT_FALSE(has(html(Sample{}, setup), "refresh")) << "refresh";
    setup.refresh = std::chrono::seconds{10};
    EXPECT_TRUE(has(html(Sample{}, setup), "<meta http-equiv=\"refresh\" content=\"10\"/>"))
        << "<meta http-equiv=\"refresh\" content=\"10\"/>";
}

TEST(StatusHtml, IsAPageEvenOfNothing)
{
    const std::string text = html(efm::Survey{}, {});
    EXPECT_TRUE(has(text, "<h1>Nothing can be seen")) << "<h1>Nothing can be seen";
    EXPECT_TRUE(text.ends_with("</html>\n"));
}

}  // namespace
