// The library's own way to the header, which is public.
#pragma once

#include "efm/printable.hpp"
