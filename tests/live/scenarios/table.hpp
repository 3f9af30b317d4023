// What all rehearsals came to, printed at the end: the suite beside the scripts of 2020.
#pragma once

#include <string>
#include <vector>

#include "rehearsal.hpp"

namespace scenarios {

class Table {
public:
    void add(const Rehearsal& rehearsal);
    void add_picture(int row, const std::string& title, const std::string& text);
    bool is_empty() const { return lines_.empty(); }
    std::string text() const;

private:
    struct Line {
        int row = 0;
        std::string title;
        std::vector<std::string> cells;
    };
    struct Remark {
        int row = 0;
        std::string text;
    };

    void add_errors(const Rehearsal& rehearsal, const Act& act);

    std::vector<Line> lines_;
    std::vector<Remark> remarks_;
};

// The one of this program. Printed, and written to the file of EFM_SCENARIO_TABLE, when all tests are over.
Table& table();

}  // namespace scenarios
