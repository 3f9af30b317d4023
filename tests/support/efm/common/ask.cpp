#include "ask.hpp"

#include <stdexcept>

namespace standin {

Json ask(const Endpoint& agent, const Json& question, const pcp::Patience& patience)
{
    const Fd connection = connect_to(agent, patience);
    write_line(connection, question.dump(-1, ' ', false, Json::error_handler_t::replace), patience);
    const std::string answer = read_line(connection, patience);
    if (answer.empty()) throw std::runtime_error(agent.host + " hung up");
    return Json::parse(answer);
}

}  // namespace standin
