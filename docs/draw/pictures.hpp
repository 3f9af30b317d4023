// What is drawn, each as the text of an SVG file.
#pragma once

#include <string>

namespace draw {

std::string house();     // who calls whom, and who asks whom
std::string pipe();      // the stages of one event
std::string failover();  // the order of things when the primary dies

}  // namespace draw
