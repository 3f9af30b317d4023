// What the library asks of the postmaster when it is preloaded.
#pragma once

namespace sqlext {

void register_workers();

}  // namespace sqlext
