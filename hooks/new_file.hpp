// A file of its own for what a verb was asked to write.
#pragma once

#include <string>

namespace hooks {

// Made by the constructor: 0600, and never over a file that is there, unless it is an empty one of the same user and
// mode. Removed again unless it was written whole; if it cannot be, standard error says so.
class NewFile {
public:
    // Throws efm::Error (system).
    explicit NewFile(std::string path);
    ~NewFile();
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    const std::string& path() const { return path_; }

    // Once. Throws efm::Error (system).
    void write(const std::string& text);

private:
    std::string path_;
    int fd_;
    bool is_whole_ = false;
};

}  // namespace hooks
