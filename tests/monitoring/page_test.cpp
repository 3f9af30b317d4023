// `pgpool_backend status --html` of a real cluster, in a real browser.
#include <sys/stat.h>

#include "browser.hpp"
#include "monitored_cluster.hpp"

namespace {

using monitoring::Browser;
using nlohmann::json;
using ::testing::HasSubstr;

class Page : public monitoring::MonitoredCluster {
protected:
    void SetUp() override
    {
        if (monitoring::require_programs({Browser::program})) MonitoredCluster::SetUp();
    }

    std::string make() const
    {
        const std::string file = directory_ / "status.html";
        const auto result = run({"status", "--html", file});
        EXPECT_EQ(result.exit_code, 0) << result.out;
        return file;
    }

    static void expect_visible(const json& boxes, std::size_t count)
    {
        EXPECT_EQ(boxes.size(), count) << boxes;
        for (const json& box : boxes) EXPECT_TRUE(box["visible"]) << box;
    }

    // On any screen: nothing is cut off, covered, or outside.
    void expect_whole(const json& seen, std::size_t pictures_of) const
    {
        EXPECT_LE(seen["width"], seen["window"]);
        EXPECT_EQ(seen["scripts"], 0);
        EXPECT_EQ(seen["loaded"], 0);
        expect_visible(seen["pictures"], 1);
        expect_visible(seen["servers"], pictures_of);
        expect_visible(seen["views"], 2);
        expect_visible(seen["headline"], 1);
    }

    Browser browser_;
};

std::string words_of(const json& boxes)
{
    std::string words;
    for (const json& box : boxes) words += box["words"].get<std::string>() + '\n';
    return words;
}

TEST_F(Page, ShowsOnALargeScreenThatAllAgree)
{
    const json seen = browser_.measure(make(), {.width = 1'200});
    EXPECT_EQ(seen["headline"][0]["words"], "All agree");
    EXPECT_THAT(seen["text"], HasSubstr("primary " + node(0) + ", 2 standbys"));
    EXPECT_THAT(words_of(seen["servers"]), HasSubstr(node(0) + ": PRIMARY\n" + node(1) + ": STANDBY\n"));
    EXPECT_EQ(seen["lines"], 6);  // of the pool and of EFM, to each server
    expect_whole(seen, 3);
}

TEST_F(Page, ShowsOnAPhoneWhatIsWrongAndWhatWasDone)
{
    ASSERT_TRUE(detach(2));
    const json seen = browser_.measure(make(), {.width = 390});
    EXPECT_EQ(seen["window"], 390);
    EXPECT_EQ(seen["headline"][0]["words"], "1 disagreement");
    EXPECT_THAT(seen["text"], HasSubstr(node(2) + " is detached in pool " + pool_name()));
    EXPECT_THAT(seen["text"], HasSubstr("pgpool_backend attach " + address(2)));
    EXPECT_THAT(seen["text"], HasSubstr("detach " + address(2)));
    EXPECT_GE(seen["events"].size(), 1U);
    EXPECT_GE(seen["strips"].size(), 1U);
    EXPECT_GE(seen["dots"], 3);
    expect_whole(seen, 3);
    for (const char* words : {"names", "words"}) {
        for (const json& box : seen[words]) EXPECT_LE(box["right"], seen["window"]) << box;
    }
}

TEST_F(Page, FollowsTheReadersChoiceOfDarkOrLight)
{
    const std::string file = make();
    const json light = browser_.measure(file, {});
    const json dark = browser_.measure(file, {.dark = true});
    EXPECT_EQ(light["ground"], "rgb(243, 245, 248)");
    EXPECT_EQ(dark["ground"], "rgb(13, 17, 23)");
    EXPECT_NE(light["ink"], dark["ink"]);
    expect_whole(dark, 3);
}

TEST_F(Page, IsReplacedAsAWholeAndMayBeServed)
{
    const std::string file = make();
    struct stat first {};
    struct stat second {};
    ASSERT_EQ(::stat(file.c_str(), &first), 0);
    make();
    ASSERT_EQ(::stat(file.c_str(), &second), 0);
    EXPECT_NE(first.st_ino, second.st_ino);
    EXPECT_EQ(second.st_mode & 0777U, 0644U);
    EXPECT_EQ(run({"status", "--html", directory_ / "no" / "page.html"}).exit_code, 71);
}

}  // namespace
