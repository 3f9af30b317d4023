// The standard files, which a caller may have closed.
#pragma once

namespace hooks {

// A standard file that is closed gets its number taken, so that no file or connection of ours has it and what is
// printed is not written into that. To read or write it fails as if it were still closed.
void take_standard_files();

}  // namespace hooks
