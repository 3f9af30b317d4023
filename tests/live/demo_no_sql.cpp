#include "demo_sql.hpp"

namespace demo {

struct SqlSide::Files {};

SqlSide::SqlSide() = default;
SqlSide::~SqlSide() = default;

support::PostgresOptions SqlSide::servers() const
{
    return {};
}

void SqlSide::set_up(scenarios::House& /*house*/) const {}
void SqlSide::show(scenarios::House& /*house*/, std::size_t /*server*/) const {}

}  // namespace demo
