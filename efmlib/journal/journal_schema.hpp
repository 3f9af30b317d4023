// The journal's tables. docs/journal.md describes them. Private to the library.
#pragma once

#include "sqlite.hpp"

namespace efm {

// Makes the tables in an empty file. Throws Error: configuration if the file is of a newer version of the suite, or
// some other program's.
void prepare_schema(Database& database);

// For a file that is only read.
void check_schema(Database& database);

}  // namespace efm
