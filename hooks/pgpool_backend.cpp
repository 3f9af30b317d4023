// The operator's tool, and EFM's post-promotion hook.
// EFM: script.post.promotion=<bindir>/pgpool_backend promote %p --as post-promotion
// Exit: see hooks/exit_codes.hpp; the verb check_primary keeps the codes of the 2020 script.
#include "dispatch.hpp"
#include "doctor_verb.hpp"
#include "hook.hpp"
#include "verb_help.hpp"

int main(int argc, char** argv)
{
    return hooks::run({.name = "pgpool_backend",
                       .usage = "pgpool_backend [OPTION]... VERB [HOST [PORT]]",
                       .about = hooks::about_verbs,
                       .work = hooks::dispatch,
                       .party = efm::Party::operators,
                       .options = hooks::options_of_verbs(),
                       .prepare = hooks::prepare_doctor},
                      argc, argv);
}
