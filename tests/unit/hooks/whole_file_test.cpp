#include "whole_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "efm/error.hpp"

namespace {

namespace fs = std::filesystem;

class WholeFile : public ::testing::Test {
protected:
    WholeFile()
    {
        std::string name = fs::temp_directory_path() / "whole_file_XXXXXX";
        directory_ = ::mkdtemp(name.data());
    }
    ~WholeFile() override { fs::remove_all(directory_); }

    static std::string text_of(const fs::path& file)
    {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    std::size_t entries() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
    }

    fs::path directory_;
};

TEST_F(WholeFile, IsReplacedAndMayBeReadByEverybody)
{
    const fs::path file = directory_ / "efm.prom";
    std::ofstream(file) << "old";
    const mode_t before = ::umask(077);
    hooks::replace_file(file, "new\n");
    ::umask(before);
    EXPECT_EQ(text_of(file), "new\n");
    struct stat facts {};
    ASSERT_EQ(::stat(file.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0644U);
    EXPECT_EQ(entries(), 1U);
}

// Who could make the link could have us write anywhere.
TEST_F(WholeFile, IsPutInPlaceOfALink)
{
    std::ofstream(directory_ / "victim") << "precious";
    fs::create_symlink(directory_ / "victim", directory_ / "efm.prom");
    hooks::replace_file(directory_ / "efm.prom", "new\n");
    EXPECT_EQ(text_of(directory_ / "victim"), "precious");
    EXPECT_FALSE(fs::is_symlink(directory_ / "efm.prom"));
}

// Root may do so: /dev/full would be a file, and /dev/stdout no link any more.
TEST_F(WholeFile, IsNotPutInPlaceOfAFifoOrOfALinkToADevice)
{
    const fs::path fifo = directory_ / "fifo";
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    fs::create_symlink("/dev/null", directory_ / "stdout");
    EXPECT_THROW(hooks::replace_file(fifo, "new\n"), efm::Error);
    EXPECT_THROW(hooks::replace_file(directory_ / "stdout", "new\n"), efm::Error);
    EXPECT_TRUE(fs::is_fifo(fifo));
    EXPECT_TRUE(fs::is_symlink(directory_ / "stdout"));
    EXPECT_EQ(entries(), 2U);
}

TEST_F(WholeFile, LeavesTheOldOneAndNoDraftWhereItCannotBeWritten)
{
    fs::create_directory(directory_ / "taken");
    std::ofstream(directory_ / "taken" / "by") << "a file";
    EXPECT_THROW(hooks::replace_file(directory_ / "taken", "new\n"), efm::Error);
    EXPECT_EQ(entries(), 1U);
    EXPECT_THROW(hooks::replace_file(directory_ / "no" / "such" / "place", "new\n"), efm::Error);
}

// The directories of node_exporter and of web servers belong to root, and the hooks' user writes there.
TEST_F(WholeFile, NamesItselfAndTheRemedyWhereThisUserMayNotWrite)
{
    fs::permissions(directory_, fs::perms{0500});
    const fs::path file = directory_ / "efm.prom";
    const bool is_root = ::geteuid() == 0;
    ASSERT_EQ(is_root ? ::seteuid(65534) : 0, 0);
    std::string said;
    try {
        hooks::replace_file(file, "new\n");
    } catch (const efm::Error& error) {
        said = error.what();
    }
    ASSERT_EQ(is_root ? ::seteuid(0) : 0, 0);
    EXPECT_EQ(said, file.string() +
                        ": cannot be made: Permission denied: whoever runs this has to be let write in its "
                        "directory");
    fs::permissions(directory_, fs::perms{0700});
}

}  // namespace
