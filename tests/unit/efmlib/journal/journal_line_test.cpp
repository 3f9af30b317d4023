#include "journal_line.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include "journal_samples.hpp"
#include "journal_wire.hpp"

namespace {

using efm::KeeperLine;
using efm::Unpacker;
using namespace std::chrono_literals;

TEST(JournalWire, CarriesAnEventWithAllThereIsToIt)
{
    efm::RecordedEvent event{.number = 7, .host = "db1", .given = journal_samples::order("1", "detach", "[::1]:5432")};
    event.given.epoch = journal_samples::second;
    event.began = journal_samples::at(1);
    event.ending = efm::Ending::refused;
    event.steps = {{.step = "act", .took = 5us}};
    event.results = {{.pool = "a:1", .reached = true}};
    const std::string bytes = efm::packed(std::vector{event});
    EXPECT_EQ(Unpacker(bytes).get<std::vector<efm::RecordedEvent>>(), std::vector{event});
}

TEST(JournalWire, SaysThatARecordIsCutOff)
{
    const std::string bytes = efm::packed(journal_samples::order("1", "detach", "db1"));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        EXPECT_THROW(Unpacker(std::string_view(bytes).substr(0, size)).get<efm::NewEvent>(), efm::Error);
    }
}

TEST(JournalLine, FindsMessagesHoweverTheyArePut)
{
    std::string received;
    const std::string both = efm::framed("one") + efm::framed("");
    for (const char c : both.substr(0, 10)) {
        received += c;
        EXPECT_EQ(efm::take_message(received), std::nullopt);
    }
    received += both.substr(10);
    EXPECT_EQ(efm::take_message(received), "one");
    EXPECT_EQ(efm::take_message(received), "");
    EXPECT_EQ(efm::take_message(received), std::nullopt);
}

class Ends : public ::testing::Test {
protected:
    Ends() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_), 0); }

    int ends_[2] = {-1, -1};
};

TEST_F(Ends, HandOverWithoutWaitingUntilTooMuchLiesHere)
{
    const efm::Descriptor other(ends_[1]);
    KeeperLine line{efm::Descriptor(ends_[0])};
    const std::string message(100'000, 'x');
    int taken = 0;
    while (line.send(message) && taken < 100) ++taken;
    EXPECT_GT(taken, 10);
    EXPECT_LT(taken, 100);
    EXPECT_EQ(line.receive(pcp::Deadline::after(1ms)), std::nullopt);
}

TEST_F(Ends, NoticeThatTheKeeperIsGone)
{
    ::close(ends_[1]);
    KeeperLine line{efm::Descriptor(ends_[0])};
    EXPECT_FALSE(line.send("x"));
    EXPECT_TRUE(line.gone());
    EXPECT_EQ(line.receive(pcp::Deadline::after(1s)), std::nullopt);
}

TEST_F(Ends, CarryAFailureWithItsKind)
{
    const efm::Descriptor other(ends_[1]);
    KeeperLine line{efm::Descriptor(ends_[0])};
    const efm::KeeperAnswer full{efm::Error(efm::Error::Kind::system, "the disk is full"), "remark", "content"};
    const std::string bytes = efm::framed(to_bytes(full));
    ASSERT_EQ(::send(other.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
    line.send("question");
    const auto answer = line.receive(pcp::Deadline::after(1s));
    ASSERT_TRUE(answer && answer->failure);
    EXPECT_STREQ(answer->failure->what(), "the disk is full");
    EXPECT_EQ(answer->content, "content");
    EXPECT_EQ(line.awaited(), 0U);
}

}  // namespace
