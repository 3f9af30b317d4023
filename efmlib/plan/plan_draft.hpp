// A plan in the making: what is known, the proofs that rules ask for, and what comes of it. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/plan.hpp"

namespace efm {

// What the proofs say of attaching a server.
struct Verdict {
    enum class Kind {
        proved,
        open,   // a question was put first
        later,  // not now; waiting may help
        never,  // the server's own word is against it
    };
    Kind kind = Kind::proved;
    Missing proof = Missing::nothing;     // which one is missing
    std::string reason{};                 // why it is
    std::vector<std::string> unproved{};  // what was let pass, for it cannot be asked here
    bool against = false;                 // proved to be unfit, which is more than not proved to be fit
};

Verdict later(Missing proof, std::string reason);
Verdict never(Missing proof, std::string reason);  // against it

bool is_writable(const ServerFacts& facts);
std::string of_timeline(const ServerFacts& facts);  // " on timeline 2", or nothing if it is not known

// By their timelines. What is not known, or cannot be compared, is taken for equal: each cluster numbers its own.
bool is_older(const ServerFacts& one, const ServerFacts& other);

class PlanDraft {
public:
    PlanDraft(const Event& about, const Views& known, const Policy& rules) : event(about), views(known), policy(rules)
    {
    }

    const Event& event;
    const Views& views;
    const Policy& policy;
    Plan plan;

    const Backend& target() const { return *views.pool.find(event.target); }
    bool is_out(const Backend& backend) const { return !backend.host.empty() && !is_attached(backend.status); }

    // The pool's primary by its label, if it is attached.
    const Backend* attached_primary() const;

    void step(Act act, int backend, const std::string& reason) { plan.steps.push_back({act, backend, reason}); }
    void refuse(Missing proof, const std::string& reason) { plan.refusal = Refusal{reason, false, proof}; }
    void refuse_for_now(Missing proof, const std::string& reason) { plan.refusal = Refusal{reason, true, proof}; }

    // The verdict as a refusal of the target's act. False if it is none.
    bool refuse(const Verdict& verdict);

    // Null puts the question first; the plan is made again with the answer.
    const ServerFacts* facts_of(int backend);
    const ManagerView* manager();

    // All backends' servers, the questions put at once. False if any has not been asked.
    bool asked_all();

    // All that an attach of this backend rests on, the questions put at once. False if any has not been answered.
    bool asked_for_attach(int backend);

    // Whether this server may be attached as a standby: it answers, is in recovery, is of the primary's system,
    // receives WAL on the primary's timeline, is not too far behind, is not held, and the manager, if it is not the one
    // that asks, lists it as a standby.
    Verdict standby(int backend);

    // What speaks for attaching a standby that is proved to be one.
    std::string why_standby() const;

    // The one writable server on the newest timeline. Null and the reason if there is none, or more than one.
    const Backend* find_primary(std::string& why_not);

    // Whether somebody wants it left out: then that is the refusal.
    bool is_held(int backend);

    // Whether this server, which is out of recovery, is the primary: no other is writable on an equal or newer
    // timeline, and the other servers are of its system.
    Verdict primary(int backend);

    // The same, said by the server itself just now. False as well while that is still asked.
    bool is_live_primary(int backend);

private:
    // Whose servers these are. Disputed: of several clusters, and no one's prevail.
    struct Identity {
        std::optional<std::uint64_t> system;
        bool disputed = false;
    };

    std::string name(int backend) const;
    Identity identity() const;
    std::vector<const Backend*> newest_writers();
    const Backend* ahead_of(const ServerFacts& writer) const;
    std::string left_behind(int writer, int standby) const;
    std::optional<Verdict> own_word(int backend, Verdict& verdict);
    std::optional<Verdict> of_primary(int backend, const Backend& primary, Verdict& verdict);
    std::optional<Verdict> receiver(int backend, const Backend& primary, Verdict& verdict);
    std::optional<Verdict> lag(int backend, const Backend& primary) const;
    std::optional<Verdict> managers_word(int backend);
    std::optional<Verdict> missing(Verdict& verdict, Missing proof, const std::string& what,
                                   const std::string& remedy) const;
};

void plan_attach(PlanDraft& draft);
void plan_detach(PlanDraft& draft);
void plan_promote(PlanDraft& draft);
void plan_follow(PlanDraft& draft);
void plan_reconcile(PlanDraft& draft);

// Pgpool's label is no proof of who is primary: the server's own word is, or that nobody else can be it. Adds the
// promote, or refuses. For attach with type p, and promote.
void plan_label(PlanDraft& draft);

// Those that Pgpool marked down for the promote itself come back with proof. None is waited for to the end, since its
// follow command or the manager may still have to move it.
void plan_siblings(PlanDraft& draft);

}  // namespace efm
