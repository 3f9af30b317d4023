// How the page looks, on light and on dark ground. Without `<`, `>` and `&`, which would be escaped on their way.
#pragma once

namespace efm {

extern const char* const page_style;

}  // namespace efm
