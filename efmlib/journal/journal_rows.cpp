#include "journal_rows.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "efm/error.hpp"
#include "printable.hpp"

namespace efm {
namespace {

constexpr std::size_t longest_text = 4'000;
constexpr std::int64_t end_of_time = 4'102'444'800'000'000;  // the year 2100

std::string text_in(const Statement& row, int column)
{
    return excerpt(row.text(column), longest_text);
}

Timestamp time_in(const Statement& row, int column)
{
    return Timestamp{std::chrono::microseconds{std::clamp<std::int64_t>(row.number(column), 0, end_of_time)}};
}

std::optional<Timestamp> time_if_any(const Statement& row, int column)
{
    if (row.is_null(column)) return std::nullopt;
    return time_in(row, column);
}

std::optional<Address> address_in(const Statement& row, int column)
{
    if (row.is_null(column)) return std::nullopt;
    try {
        return parse_address(row.text(column));
    } catch (const Error&) {
        return std::nullopt;
    }
}

std::optional<Epoch> epoch_in(const Statement& row, int column)
{
    if (row.is_null(column)) return std::nullopt;
    const std::string system = row.text(column);
    Epoch epoch;
    const auto result = std::from_chars(system.data(), system.data() + system.size(), epoch.system);
    if (result.ec != std::errc{}) return std::nullopt;
    epoch.timeline = static_cast<std::uint32_t>(row.number(column + 1));
    epoch.switched_at = parse_lsn(row.text(column + 2));
    return epoch;
}

std::vector<std::string> words_of(const std::string& text)
{
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

}  // namespace

EpochColumns columns_of(const std::optional<Epoch>& epoch)
{
    if (!epoch) return {};
    EpochColumns columns{std::to_string(epoch->system), epoch->timeline, std::nullopt};
    if (epoch->switched_at) columns.switched_at = to_string(*epoch->switched_at);
    return columns;
}

std::int64_t microseconds_of(Timestamp time)
{
    return time.time_since_epoch().count();
}

std::optional<std::string> text_of(const std::optional<Address>& member)
{
    if (!member) return std::nullopt;
    return to_string(*member);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

RecordedEvent event_of(const Statement& row)
{
    RecordedEvent event;
    event.number = row.number(0);
    event.given.id = text_in(row, 1);
    event.host = text_in(row, 2);
    event.began = time_in(row, 3);
    event.ended = time_if_any(row, 4);
    event.ending = parse_ending(row.text(5));
    event.sentence = text_in(row, 6);
    event.given.verb = text_in(row, 7);
    event.given.target = text_in(row, 8);
    event.given.member = address_in(row, 9);
    event.given.type = text_in(row, 10);
    event.given.source = {.party = parse_party(row.text(11)).value_or(Party::suite),
                          .program = text_in(row, 12),
                          .uid = static_cast<uid_t>(row.number(13)),
                          .pid = static_cast<pid_t>(row.number(14)),
                          .started = row.number(15),
                          .caller = text_in(row, 16)};
    event.given.pools = words_of(text_in(row, 17));
    event.given.intent = text_in(row, 18);
    event.given.epoch = epoch_in(row, 19);
    return event;
}

StepRecord step_of(const Statement& row)
{
    StepRecord step{.pool = text_in(row, 1),
                    .step = text_in(row, 2),
                    .backend = text_in(row, 3),
                    .detail = text_in(row, 4),
                    .outcome = text_in(row, 5)};
    step.at = time_in(row, 0);
    if (!row.is_null(6)) step.took = std::chrono::microseconds{row.number(6)};
    return step;
}

PoolResult result_of(const Statement& row)
{
    return {.pool = text_in(row, 0),
            .reached = row.number(1) != 0,
            .backend = text_in(row, 2),
            .sentence = text_in(row, 3),
            .took = std::chrono::milliseconds{row.number(4)}};
}

std::optional<Order> order_of(const Statement& row)
{
    const auto member = address_in(row, 0);
    const auto party = parse_party(row.text(1));
    if (!member || !party) return std::nullopt;
    return Order{*member, *party, text_in(row, 2), text_in(row, 3), time_in(row, 4), epoch_in(row, 5)};
}

std::optional<Hold> hold_of(const Statement& row)
{
    const auto member = address_in(row, 0);
    if (!member) return std::nullopt;
    return Hold{*member, text_in(row, 1), text_in(row, 2), time_in(row, 3), time_if_any(row, 4)};
}

}  // namespace efm
