#include <cstdint>

#include "field_reader.hpp"
#include "pcp/replies.hpp"

namespace pcp {

namespace {

constexpr std::size_t fields_of_4_0 = 11;
constexpr std::size_t fields_of_4_3 = 17;
constexpr std::size_t fields_of_4_5 = 18;
constexpr std::size_t fields_of_4_7 = 21;

void read_protocol_and_counter(FieldReader& fields, ProcessInfo& process)
{
    process.protocol_major = fields.number("major", 0);
    process.protocol_minor = fields.number("minor", 0);
    process.pool_counter = fields.number<std::uint64_t>("pool_counter");
}

ProcessInfo read_until_4_2(FieldReader& fields)
{
    ProcessInfo process;
    process.pid = fields.number("pid", 0);
    process.database = fields.text("database");
    process.username = fields.text("username");
    process.process_start = fields.text("process_start_time");
    process.backend_connection_time = fields.text("backend_connection_time");
    read_protocol_and_counter(fields, process);
    process.backend_id = fields.number("backend_id", 0);
    process.backend_pid = fields.number("backend_pid", 0);
    process.connected = fields.flag("connected");
    return process;
}

ProcessInfo read_since_4_3(FieldReader& fields)
{
    ProcessInfo process;
    process.pid = fields.number("pool_pid", 0);
    process.process_start = fields.text("process_start_time");
    process.client_connection_count = fields.number_if_any<std::uint64_t>("client_connection_count");
    process.pool_id = fields.number_if_any<int>("pool_id", 0);
    process.backend_id = fields.number("backend_id", 0);
    process.database = fields.text("database");
    process.username = fields.text("username");
    process.backend_connection_time = fields.text("backend_connection_time");
    process.client_connection_time = fields.text("client_connection_time");
    process.client_disconnection_time = fields.text("client_disconnection_time");
    process.client_idle_duration = fields.text_if_any("client_idle_duration");
    read_protocol_and_counter(fields, process);
    process.backend_pid = fields.number("backend_pid", 0);
    process.connected = fields.flag("connected");
    process.status = fields.text_if_any("status");
    return process;
}

}  // namespace

ProcessInfo parse_process_info(std::string_view body)
{
    FieldReader fields("process info", body, {"ProcessInfo"});
    const std::size_t count = fields.left();
    if (count == fields_of_4_0) return read_until_4_2(fields);
    if (count < fields_of_4_3) fields.reject_shape();

    ProcessInfo process = read_since_4_3(fields);
    if (count >= fields_of_4_5) process.load_balance_node = fields.flag("load_balance_node");
    if (count >= fields_of_4_7) {
        process.client_host = fields.text_if_any("client_host");
        process.client_port = fields.text_if_any("client_port");
        process.statement = fields.text_if_any("statement");
    }
    return process;
}

}  // namespace pcp
