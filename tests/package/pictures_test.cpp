// The pictures that are checked in are those that our code draws, and all of them are shown somewhere.
#include <gmock/gmock.h>

#include "run.hpp"
#include "temp_dir.hpp"
#include "tools.hpp"

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(Pictures, AreThoseThatAreDrawn)
{
    const support::TempDir drawn;
    package::output_of({support::built_program("draw_pictures"), drawn.path()});
    EXPECT_EQ(package::files_below(drawn.path()), package::files_below(package::source / "docs/pictures"));
    for (const std::string& name : package::files_below(drawn.path())) {
        EXPECT_EQ(support::read_text(drawn / name.substr(1)),
                  support::read_text(package::source / "docs/pictures" / name.substr(1)))
            << name << ": cmake --build --preset dev --target pictures";
    }
}

TEST(Pictures, AreShown)
{
    const std::string page = support::read_text(package::source / "docs/architecture.md");
    for (const std::string& name : package::files_below(package::source / "docs/pictures")) {
        EXPECT_THAT(page, HasSubstr("](pictures" + name + ")"));
    }
}

}  // namespace
