// The journal on disks that are really full, read-only, or hang in the kernel so that nothing ends who waits for them.
#include <fcntl.h>
#include <linux/fs.h>
#include <linux/loop.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <system_error>

#include "eventually.hpp"
#include "journal_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using support::FakePcpServer;
using ::testing::HasSubstr;
using ::testing::SizeIs;

void must(bool done, const std::string& what)
{
    if (!done) throw std::system_error(errno, std::generic_category(), what);
}

// Mounts are this program's own, and gone with it.
class RealDisk : public JournaledHook {
protected:
    void SetUp() override
    {
        if (::geteuid() != 0) {
            if (std::getenv("REQUIRE_LIVE")) FAIL() << "mounting a disk takes root";
            GTEST_SKIP() << "mounting a disk takes root";
        }
        static const int alone = ::unshare(CLONE_NEWNS);
        must(alone == 0, "unshare");
        must(::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "private mounts");
        std::filesystem::create_directory(disk_);
    }

    void TearDown() override { ::umount2(disk_.c_str(), MNT_DETACH); }

    void mount_memory(const char* options)
    {
        must(::mount("tmpfs", disk_.c_str(), "tmpfs", 0, options) == 0, "tmpfs");
        use_state_dir(disk_ / "state");
    }

    void expect_detached_and_said(const FakePcpServer& server, const std::string& words)
    {
        const auto result = detach(server);
        EXPECT_EQ(result.exit_code, 0) << result.out;
        EXPECT_TRUE(is_down(server));
        EXPECT_THAT(result.out, HasSubstr("the journal lacks this: "));
        EXPECT_THAT(result.out, HasSubstr(words));
        EXPECT_LT(result.duration, 4s);
    }

    std::filesystem::path disk_ = directory_ / "disk";
};

TEST_F(RealDisk, ThatIsFullTakesNoRecordButTheDetachHappens)
{
    FakePcpServer server;
    mount_memory("size=16k");
    expect_detached_and_said(server, "No space left on device");
}

TEST_F(RealDisk, ThatIsReadOnlyTakesNoRecordButTheDetachHappens)
{
    FakePcpServer server;
    mount_memory("size=1m");
    must(::mount(nullptr, disk_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0, "read-only");
    expect_detached_and_said(server, "Read-only file system");
}

TEST_F(RealDisk, ThatTurnsReadOnlyKeepsWhatItHas)
{
    FakePcpServer server;
    mount_memory("size=4m");
    detach(server);
    const auto remount = [&] {
        return ::mount(nullptr, disk_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    };
    ASSERT_TRUE(support::eventually(remount));  // the keeper has it open a moment longer than the hook
    EXPECT_THAT(efm::read_journal(state_dir_ / "journal.db", {}, {}), SizeIs(1));
}

// A frozen file system stops who writes to it in the kernel, where not even SIGKILL reaches him.
class FrozenDisk : public RealDisk {
protected:
    void SetUp() override
    {
        RealDisk::SetUp();
        if (IsSkipped()) return;
        const std::string image = (directory_ / "image").string();
        support::run_tool({"/usr/bin/truncate", "-s", "16M", image});
        support::run_tool({"/usr/sbin/mkfs.ext4", "-q", "-F", image});
        mount_image(image);
        use_state_dir(disk_ / "state");
        std::filesystem::create_directory(run_dir_);
    }

    void TearDown() override
    {
        thaw();
        EXPECT_TRUE(support::eventually([&] { return ::umount2(disk_.c_str(), 0) == 0; }));
        if (loop_ >= 0) ::ioctl(loop_, LOOP_CLR_FD);
        ::close(loop_);
    }

    void freeze() { must(change(FIFREEZE), "freeze"); }
    void thaw() { change(FITHAW); }

private:
    bool change(unsigned long request) const
    {
        const int fd = ::open(disk_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool done = ::ioctl(fd, request, 0) == 0;
        ::close(fd);
        return done;
    }

    void mount_image(const std::string& image)
    {
        const int control = ::open("/dev/loop-control", O_RDWR | O_CLOEXEC);
        const std::string device = "/dev/loop" + std::to_string(::ioctl(control, LOOP_CTL_GET_FREE));
        ::close(control);
        loop_ = ::open(device.c_str(), O_RDWR | O_CLOEXEC);
        const int backing = ::open(image.c_str(), O_RDWR | O_CLOEXEC);
        must(::ioctl(loop_, LOOP_SET_FD, backing) == 0, device);
        ::close(backing);
        must(::mount(device.c_str(), disk_.c_str(), "ext4", 0, nullptr) == 0, "ext4");
    }

    int loop_ = -1;
};

TEST_F(FrozenDisk, HoldsNobodyUpAndHasTheRecordWhenItThaws)
{
    FakePcpServer server;
    detach(server);
    server.change([](support::FakePool& pool) { pool.backends[2].status = pcp::NodeStatus::up; });
    freeze();
    expect_detached_and_said(server, "did not take the record within");
    thaw();
    EXPECT_TRUE(support::eventually([&] { return events().size() == 2; }));
    EXPECT_TRUE(support::eventually([&] { return events().back().ending == efm::Ending::done; }));
}

}  // namespace
