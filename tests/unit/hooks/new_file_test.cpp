#include "new_file.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "efm/error.hpp"

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class NewFile : public ::testing::Test {
protected:
    NewFile()
    {
        std::string name = fs::temp_directory_path() / "new_file_XXXXXX";
        directory_ = ::mkdtemp(name.data());
        file_ = directory_ / "bundle.json";
    }
    ~NewFile() override { fs::remove_all(directory_); }

    void leave(const std::string& text, fs::perms mode) const
    {
        std::ofstream(file_) << text;
        fs::permissions(file_, mode);
    }

    std::string text() const
    {
        std::ifstream in(file_);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    fs::path directory_;
    fs::path file_;
};

TEST_F(NewFile, IsRemovedUnlessItWasWritten)
{
    {
        const hooks::NewFile file(file_);
        EXPECT_TRUE(fs::exists(file_));
    }
    EXPECT_FALSE(fs::exists(file_));
}

TEST_F(NewFile, IsNeverOneWithContentOrOfAnotherMode)
{
    leave("mine", fs::perms{0600});
    EXPECT_THROW(hooks::NewFile{file_}, efm::Error);
    EXPECT_EQ(text(), "mine");
    leave("", fs::perms{0644});
    EXPECT_THROW(hooks::NewFile{file_}, efm::Error);
    fs::remove(file_);
    fs::create_symlink("elsewhere", file_);
    EXPECT_THROW(hooks::NewFile{file_}, efm::Error);
}

TEST_F(NewFile, MayBeTheEmptyOneOfAnEarlierRun)
{
    leave("", fs::perms{0600});
    hooks::NewFile file(file_);
    file.write("all of it");
    EXPECT_EQ(text(), "all of it");
}

// As root, one becomes another user in between; who is not, loses the directory.
TEST_F(NewFile, SaysThatItIsLeftBehind)
{
    constexpr uid_t nobody = 65534;
    const uid_t self = ::geteuid();
    ::testing::internal::CaptureStderr();
    {
        const hooks::NewFile file(file_);
        fs::permissions(directory_, fs::perms{0500});
        if (self == 0) {
            ASSERT_EQ(::seteuid(nobody), 0);
        }
    }
    if (self == 0) {
        ASSERT_EQ(::seteuid(self), 0);
    }
    fs::permissions(directory_, fs::perms{0700});
    EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("bundle.json was not written and is left behind"));
    EXPECT_TRUE(fs::exists(file_));
}

}  // namespace
