#include "journal_keeper.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <optional>
#include <system_error>
#include <utility>

#include "journal_line.hpp"
#include "journal_place.hpp"
#include "journal_store.hpp"
#include "journal_wire.hpp"
#include "left_children.hpp"
#include "pcp/signals_blocked.hpp"

namespace efm {
namespace {

constexpr unsigned longest_request = 60;  // seconds; then the keeper is ended, if it can be
constexpr int keeper_line = STDERR_FILENO + 1;
constexpr int beyond_standard = keeper_line + 1;  // a caller may have been started without standard files

Timestamp now()
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string carry_out(JournalStore& store, Request request, Unpacker& fields)
{
    switch (request) {
        case Request::begin: {
            const auto event = fields.get<NewEvent>();
            return store.begin(event, fields.get<Timestamp>()), "";
        }
        case Request::note: {
            const auto event = fields.get<EventId>();
            return store.note(event, fields.get<StepRecord>()), "";
        }
        case Request::close: {
            const auto event = fields.get<EventId>();
            const auto closing = fields.get<Closing>();
            return store.close(event, closing, fields.get<Timestamp>()), "";
        }
        case Request::supersede: {
            const auto newest = fields.get<Epoch>();
            return store.supersede(newest, fields.get<Timestamp>()), "";
        }
        case Request::open_events:
            return packed(store.open_events());
        case Request::orders:
            return packed(store.orders());
        case Request::holds:
            return packed(store.holds(fields.get<Timestamp>()));
        case Request::hold:
            return store.hold(fields.get<Hold>()), "";
        case Request::release:
            return packed(store.release(fields.get<Address>()));
        case Request::events:
            return packed(store.events(fields.get<EventFilter>()));
        case Request::copy_to:
            return store.copy_to(fields.get<std::string>()), "";
    }
    throw Error(Error::Kind::bad_data, "the journal's keeper does not know this request");
}

class Keeper {
public:
    explicit Keeper(KeptFile what) : what_(std::move(what)) {}

    // A damaged journal is set aside once, and the request tried on a new one.
    KeeperAnswer answer(std::string_view request)
    {
        KeeperAnswer answer;
        for (bool again : {true, false}) {
            try {
                Unpacker fields(request);
                const auto kind = fields.get<Request>();
                answer.content = carry_out(store(), kind, fields);
                return answer;
            } catch (const Error& error) {
                again = again && error.kind() == Error::Kind::bad_data && what_.file.empty();
                answer.failure = error;
                if (!again || !set_aside(answer)) return answer;
            } catch (const std::exception& error) {
                answer.failure = Error(Error::Kind::system, std::string("keeping the journal: ") + error.what());
                return answer;
            }
        }
        return answer;
    }

    void tidy()
    {
        try {
            if (store_ && what_.file.empty()) store_->tidy(now());
        } catch (const std::exception&) {  // the next one will
        }
    }

private:
    JournalStore& store()
    {
        if (store_) return *store_;
        if (!what_.file.empty()) return open_to_read();
        const JournalPlace place(what_.state_dir);
        const Descriptor lock = place.lock();
        identity_ = place.identity();
        store_.emplace(place.open(), Database::Access::write);
        identity_ = place.identity();
        return *store_;
    }

    // SQLite would wait for whoever opens the other end of a FIFO.
    JournalStore& open_to_read()
    {
        struct stat status {};
        if (::stat(what_.file.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
            throw Error(Error::Kind::configuration, what_.file + " is no regular file");
        }
        const bool has_log = ::access((what_.file + "-wal").c_str(), F_OK) == 0;
        const auto access = has_log ? Database::Access::read : Database::Access::frozen;
        return store_.emplace(Database(what_.file, access), access);
    }

    bool set_aside(KeeperAnswer& answer)
    {
        store_.reset();
        try {
            const std::string aside = moved_aside();
            if (!aside.empty()) {
                answer.remark = what_.state_dir + "/journal.db was damaged and is now " + aside +
                                ": what it held, standing orders and holds too, is not known any more";
                record_damage(aside, answer.remark);
            }
            answer.failure.reset();
            return true;
        } catch (const Error& error) {
            answer.failure = error;
            return false;
        }
    }

    // What it is called now. Empty if somebody else has moved it meanwhile.
    std::string moved_aside() const
    {
        const JournalPlace place(what_.state_dir);
        const Descriptor lock = place.lock();
        return place.identity() == identity_ && identity_ != 0 ? place.set_aside() : "";
    }

    // The remark goes to this caller alone, who may be one that nobody listens to.
    void record_damage(const std::string& aside, const std::string& remark)
    {
        NewEvent event{.id = aside.substr(aside.rfind('/') + 1), .verb = "set-aside", .target = "journal.db"};
        event.source = this_process("efm-journal", Party::suite);
        store().begin(event, now());
        store().close(event.id, {.ending = Ending::done, .sentence = remark}, now());
    }

    KeptFile what_;
    std::optional<JournalStore> store_;
    unsigned long identity_ = 0;  // of the file that is open
};

bool send_all(int line, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(line, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

// The caller may be gone before it has its answers: what it handed over is kept all the same.
void serve(int line, const KeptFile& what)
{
    Keeper keeper(what);
    std::string received;
    std::array<char, 65'536> buffer;
    for (;;) {
        while (const auto request = take_message(received)) {
            ::alarm(longest_request);
            send_all(line, framed(to_bytes(keeper.answer(*request))));
            ::alarm(0);
        }
        const ssize_t got = ::recv(line, buffer.data(), buffer.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        received.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::alarm(longest_request);
    keeper.tidy();
}

// A session of its own: who ends the caller's group, or presses a key at its terminal, does not mean the journal. All
// signals are blocked already; the one that ends a request that takes too long is let through.
void become_keeper(int given)
{
    ::setsid();
    ::umask(0077);
    ::prctl(PR_SET_NAME, "efm-journal");
    const int line = ::fcntl(given, F_DUPFD_CLOEXEC, beyond_standard);
    const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, standard);
    ::dup2(line, keeper_line);
    ::close_range(keeper_line + 1, ~0U, 0);
    struct sigaction ends {};
    ends.sa_handler = SIG_DFL;
    ::sigaction(SIGALRM, &ends, nullptr);
    sigset_t alarms;
    sigemptyset(&alarms);
    sigaddset(&alarms, SIGALRM);
    ::pthread_sigmask(SIG_UNBLOCK, &alarms, nullptr);
}

[[noreturn]] void be_keeper(int line, const KeptFile& what)
{
    try {
        become_keeper(line);
        serve(keeper_line, what);
    } catch (...) {  // nothing of the caller's may run here
        ::_exit(1);
    }
    ::_exit(0);
}

}  // namespace

Descriptor start_keeper(const KeptFile& what)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        throw Error(Error::Kind::system, "no line to the journal's keeper: " + std::generic_category().message(errno));
    }
    Descriptor ours(ends[0]);
    const Descriptor theirs(ends[1]);
    const pcp::SignalsBlocked blocked;
    const pid_t keeper = ::fork();
    if (keeper == 0) be_keeper(theirs.get(), what);
    if (keeper < 0) {
        throw Error(Error::Kind::system,
                    "the journal's keeper did not start: " + std::generic_category().message(errno));
    }
    leave_child(keeper);  // it ends when it is done, which may be after its caller
    return ours;
}

}  // namespace efm
