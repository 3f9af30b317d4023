#include "status_page.hpp"

#include <gmock/gmock.h>

#include "status_cells.hpp"
#include "survey_samples.hpp"

namespace {

using efm::Error;
using hooks::status_exit;
using survey_samples::Sample;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace std::chrono_literals;

std::string page_of(const efm::Survey& survey, bool colour = false)
{
    return hooks::status_page(survey, join(survey), colour);
}

hooks::ExitCode exit_of(const efm::Survey& survey)
{
    return status_exit(survey, join(survey));
}

TEST(StatusPage, BeginsWithTheVerdictAndHasARowForEachServer)
{
    Sample sample;
    sample.server_of(2).replayed = efm::Lsn{survey_samples::position.value - 2048};
    EXPECT_EQ(
        page_of(sample),
        "all agree: primary 10.0.0.1:5432, 2 standbys\n"
        "\n"
        "EFM          asked in 0 ms; coordinator 10.0.0.1; virtual address 10.0.0.99 on 10.0.0.1\n"
        "pool a:9898  asked in 0 ms\n"
        "pool b:9898  asked in 0 ms\n"
        "servers      asked in 0 ms\n"
        "\n"
        "address        EFM      pool          server   TL  LSN        lag     age      weight  prio\n"
        "10.0.0.1:5432  primary  0 up primary  primary  2   0/3000148  -       -        0.00    -     coordinator, "
        "VIP\n"
        "10.0.0.2:5432  standby  1 up standby  standby  2   0/3000148  0 B     0 ms     0.50    1\n"
        "10.0.0.3:5432  standby  2 up standby  standby  2   0/2FFF948  2.0 kB  1.5 min  0.50    2\n");
}

TEST(StatusPage, SaysWhatIsWrongAndWhatToDo)
{
    Sample sample;
    sample.set_status(2, pcp::NodeStatus::down);
    const std::string page = page_of(sample);
    EXPECT_THAT(page, StartsWith("2 disagreements: primary 10.0.0.1:5432, 2 standbys\n"));
    EXPECT_THAT(page,
                HasSubstr("\nwrong     10.0.0.3:5432 is detached in pool a:9898 although it is a healthy standby\n"
                          "      ->  pgpool_backend attach 10.0.0.3 5432\n"));
    EXPECT_THAT(page, Not(HasSubstr("\033")));
    EXPECT_THAT(page_of(sample, true), HasSubstr("\033[31mwrong     \033[0m10.0.0.3"));
    EXPECT_THAT(page_of(sample, true), StartsWith("\033[31m2 disagreements"));
}

TEST(StatusPage, HasNoColumnsOfAnEfmThatIsNotConfigured)
{
    Sample sample;
    sample.manager.reset();
    EXPECT_THAT(page_of(sample), HasSubstr("EFM          not asked: efm.command and efm.cluster are not set\n"));
    EXPECT_THAT(page_of(sample), HasSubstr("address        pool          server   TL"));
}

TEST(StatusPage, ShowsTheUnknownAsUnknown)
{
    Sample sample;
    sample.lose_manager();
    sample.take_login();
    sample.lose_pool(1);
    sample.node_of(1).weight.reset();
    const std::string page = page_of(sample);
    EXPECT_THAT(page, HasSubstr("10.0.0.2:5432  ?    1 up standby  answers  ?   ?    ?    ?    ?       ?\n"));
    EXPECT_THAT(page, HasSubstr("EFM          not seen: is the local agent running?\n"));
    EXPECT_THAT(page, HasSubstr("pool b:9898  not seen: cannot reach PCP: no route\n"));
    EXPECT_THAT(page, HasSubstr("servers      pinged only, in 0 ms: server.user is not set\n"));
}

TEST(StatusPage, ShowsEfmsAddressAndThePoolsApart)
{
    Sample sample;
    sample.report(0).watchdog.emplace().leader_name = "10.0.0.5:9999 Linux p1";
    sample.report(0).watchdog->quorum = pcp::Quorum::exists;
    sample.report(0).watchdog->nodes.push_back({.state = 4, .delegate_ip = "10.0.0.77"});
    EXPECT_THAT(page_of(sample), HasSubstr("virtual address 10.0.0.99 on 10.0.0.1\n"));
    EXPECT_THAT(page_of(sample), HasSubstr("watchdog: quorum exists, leader \"10.0.0.5:9999 Linux p1\"; delegate "
                                           "address 10.0.0.77\n"));
}

TEST(StatusPage, SaysWhereThePoolsDiffer)
{
    Sample sample;
    sample.node_of(2, 1).status = pcp::NodeStatus::down;
    sample.node_of(2, 1).weight = 0.25;
    EXPECT_THAT(page_of(sample), HasSubstr("10.0.0.3:5432  standby  pools differ  standby"));
    EXPECT_THAT(page_of(sample), HasSubstr("differ  2\n"));
}

TEST(StatusPage, TellsHowOldAnAnswerIsThatWaitedForOthers)
{
    Sample sample;
    sample.taken.mark = sample.manager->taken.mark + 3s;
    EXPECT_THAT(page_of(sample), HasSubstr("EFM          asked in 0 ms, 3.0 s ago;"));
}

TEST(StatusPage, KeepsToThePageAndToOneLineWhateverCameFromOutside)
{
    Sample sample;
    sample.lose_pool(0);
    sample.pools[0].view.failure = Error(Error::Kind::unreachable, "odd\n\033[2J words " + std::string(150, 'x') +
                                                                       " and many " + std::string(60, 'y') + " more");
    const std::string page = page_of(sample);
    EXPECT_THAT(page, Not(HasSubstr("\033")));
    EXPECT_THAT(page, HasSubstr("\npool a:9898  not seen: odd??[2J words\n             xxx"));
}

TEST(StatusExit, IsZeroOnlyWhereAllIsSeenAndAgrees)
{
    Sample sample;
    EXPECT_EQ(exit_of(sample), hooks::exit_done);
    sample.node_of(0).weight = 0.5;  // a remark
    EXPECT_EQ(exit_of(sample), hooks::exit_done);
    sample.lose_manager();
    EXPECT_EQ(exit_of(sample), hooks::exit_try_later);
}

TEST(StatusExit, SaysWhyNothingCanBeSeen)
{
    Sample sample;
    sample.lose_manager();
    sample.lose_pool(0);
    sample.lose_pool(1);
    EXPECT_EQ(exit_of(sample), hooks::exit_unreachable);
    sample.manager->failure = Error(Error::Kind::try_later, "timeout");
    EXPECT_EQ(exit_of(sample), hooks::exit_unreachable);
    for (auto* view : {&sample.pools[0].view, &sample.pools[1].view}) {
        view->failure = Error(Error::Kind::configuration, "unfit");
    }
    sample.manager->failure = Error(Error::Kind::configuration, "efm.cluster is not set");
    EXPECT_EQ(exit_of(sample), hooks::exit_configuration);
}

TEST(StatusCells, ShowBytesAndSpansInShort)
{
    EXPECT_EQ(hooks::shown_bytes(0), "0 B");
    EXPECT_EQ(hooks::shown_bytes(1023), "1023 B");
    EXPECT_EQ(hooks::shown_bytes(16 << 20), "16.0 MB");
    EXPECT_EQ(hooks::shown_span(1ms), "1 ms");
    EXPECT_EQ(hooks::shown_span(1'400ms), "1.4 s");
    EXPECT_EQ(hooks::shown_span(90s), "1.5 min");
    EXPECT_EQ(hooks::shown_span(5h), "5.0 h");
}

TEST(StatusCells, HaveOneForEachHeading)
{
    const Sample sample;
    for (const efm::ClusterRow& row : join(sample).rows) {
        EXPECT_THAT(hooks::cells(sample, row), SizeIs(hooks::headings(sample).size()));
    }
}

}  // namespace
