#include "canvas.hpp"
#include "pictures.hpp"

namespace draw {
namespace {

struct Stage {
    Kind kind;
    std::string name;
    std::string first;
    std::string second;
};

}  // namespace

std::string pipe()
{
    const std::vector<Stage> stages{
        {Kind::manager, "event", "verb, member,", "whose word"}, {Kind::pool, "survey", "what the pool", "says"},
        {Kind::ours, "plan", "rules: pure", "functions"},        {Kind::pool, "act", "one burst", "over PCP"},
        {Kind::pool, "verify", "a fresh look", "until so"},      {Kind::ours, "record", "sentence,", "journal, exit"},
    };
    Canvas canvas(980, 230, "The pipe",
                  "An event is followed by a survey, a plan, an act, a verification and a record. The plan may ask "
                  "servers and the manager first, and after each act or wait the survey comes again.");
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < stages.size(); ++i) {
        const Stage& stage = stages[i];
        const double x = 20 + 160 * static_cast<double>(i);
        boxes.push_back(canvas.box({x, 80, 120, 70}, stage.kind, {stage.name, stage.first, stage.second}));
        if (i > 0) canvas.arrow(boxes[i - 1].right(), boxes[i].left());
    }
    const Box& survey = boxes[1];
    const Box& plan = boxes[2];
    const Box& verify = boxes[4];
    canvas.arrow({verify.top(), {verify.top().x, 40}, {survey.top().x, 40}, survey.top()}, {490, 32},
                 "again, until nothing is left to do or the deadline has come");
    canvas.arrow({{plan.x + 30, plan.bottom().y}, {plan.x + 30, 195}, {survey.top().x, 195}, survey.bottom()},
                 {survey.x + 110, 214}, "questions: the servers, the manager");
    return canvas.svg();
}

}  // namespace draw
