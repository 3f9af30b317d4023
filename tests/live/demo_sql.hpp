// The demonstration's SQL: servers with efm_extension, and what it shows of what has happened. Nothing where the
// extension is not built.
#pragma once

#include <memory>

#include "house.hpp"
#include "postgres_server.hpp"

namespace demo {

class SqlSide {
public:
    SqlSide();
    ~SqlSide();
    SqlSide(const SqlSide&) = delete;
    SqlSide& operator=(const SqlSide&) = delete;

    support::PostgresOptions servers() const;    // for the house to be built with
    void set_up(scenarios::House& house) const;  // each server asks its own agent
    void show(scenarios::House& house, std::size_t server) const;

private:
    struct Files;
    std::unique_ptr<Files> files_;
};

}  // namespace demo
