// Network namespaces, entered by name.
#pragma once

#include <string>

namespace support {

// While it lives, this thread, and the processes and threads that it starts, are in the namespace. An empty name: where
// it is already.
class InNamespace {
public:
    explicit InNamespace(const std::string& name);
    ~InNamespace();
    InNamespace(const InNamespace&) = delete;
    InNamespace& operator=(const InNamespace&) = delete;

private:
    int before_ = -1;
};

}  // namespace support
