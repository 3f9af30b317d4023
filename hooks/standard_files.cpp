#include "standard_files.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace hooks {

// The lowest number that is free is given first.
void take_standard_files()
{
    for (int standard = STDIN_FILENO; standard <= STDERR_FILENO; ++standard) {
        if (::fcntl(standard, F_GETFD) < 0) ::open("/", O_PATH);
    }
}

}  // namespace hooks
