// What does not agree, rule by rule. Private to the library; cluster_view.hpp is the way in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/cluster_view.hpp"

namespace efm {

// The joined views that the rules read, and what they found so far. References are kept.
class Findings {
public:
    Findings(const Survey& the_survey, const std::vector<ClusterRow>& the_rows, std::optional<std::size_t> the_primary)
        : survey(the_survey), rows(the_rows), primary(the_primary)
    {
    }

    const Survey& survey;
    const std::vector<ClusterRow>& rows;
    const std::optional<std::size_t> primary;

    const ClusterStatus* manager() const;
    const ClusterRow* primary_row() const { return primary ? &rows[*primary] : nullptr; }
    bool is_primary_by_own_word() const;

    std::string name(std::size_t row) const;                       // "10.0.0.1:5432"
    std::string pool(std::size_t pool) const;                      // "pool localhost:9898"
    std::string command(const char* verb, std::size_t row) const;  // "pgpool_backend attach 10.0.0.1 5432"
    std::string manager_command(const char* sub_command) const;    // "efm resume CLUSTER"
    bool is_attached_anywhere(std::size_t row) const;
    bool does_any_answer() const;

    // A finding about the whole, about a row, about a pool, or about a row in a pool.
    struct Place {
        std::optional<std::size_t> row = std::nullopt;
        std::optional<std::size_t> pool = std::nullopt;
    };
    void disagree(FindingKind kind, Place place, std::string sentence, std::string remedy = "");
    void miss(FindingKind kind, Place place, std::string sentence, std::string remedy = "");
    void remark(FindingKind kind, Place place, std::string sentence, std::string remedy = "");

    std::vector<Finding> take() { return std::move(found_); }

private:
    std::vector<Finding> found_;
};

// What a standby lacks to be one of this primary, as far as the servers say.
struct Fitness {
    bool foreign = false;  // another system identifier
    bool older = false;    // it receives a timeline that the primary has left
    bool newer = false;
    bool idle = false;  // receives nothing
    bool is_fit() const { return !foreign && !older && !newer && !idle; }
};
Fitness fitness_of(const Findings& findings, std::size_t row);

// Whether the server may well be a standby of this primary: EFM need not leave it alone.
bool may_be_a_standby(const Findings& findings, std::size_t row);

void find_unseen(Findings& findings);
void find_in_servers(Findings& findings);
void find_in_manager(Findings& findings);
void find_in_addresses(Findings& findings);  // members without backends, backends without members
void find_in_vip(Findings& findings);
void find_in_pools(Findings& findings);
void find_in_watchdogs(Findings& findings);
void find_in_weights(Findings& findings);

}  // namespace efm
