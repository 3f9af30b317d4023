#include "field_reader.hpp"
#include "pcp/replies.hpp"

namespace pcp {

PoolSetting parse_pool_setting(std::string_view body)
{
    FieldReader fields("pool status", body, {"ProcessConfig"});
    PoolSetting setting;
    setting.name = fields.text("name");
    setting.value = fields.text("value");
    setting.description = fields.text("description");
    return setting;
}

}  // namespace pcp
