#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <graph/death_watch.hpp>
#include <graph/exit_code.hpp>

#include "at_work.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {
namespace {

struct DeadlySignal {
  int number;
  const char* name;
};
constexpr DeadlySignal signals[] = {{SIGSEGV, "segmentation fault"},
                                    {SIGBUS, "bus error: a file that the memory stands for was cut off"},
                                    {SIGFPE, "arithmetic error"},
                                    {SIGILL, "illegal instruction"},
                                    {SIGABRT, "abort"}};

// All that a handler can reach.
std::array<struct sigaction, std::size(signals)> actions_before;
std::terminate_handler terminate_before = nullptr;
std::array<char, 4096> note_path;
std::atomic<pid_t> watched = 0;  // the process; not what a stage forks. 0: none
std::atomic<pid_t> dying = 0;    // the thread that tells, or has told; 0: none
const char* cause_of_abort = nullptr;

// One line made without memory of its own. What does not fit is left out, and what would move a terminal's cursor replaced.
class ShortText {
 public:
  ShortText& operator<<(std::string_view text) {
    for (const char c : text.substr(0, bytes_.size() - 1 - size_))
      bytes_[size_++] = static_cast<unsigned char>(c) < ' ' || c == 0x7f ? '?' : c;
    return *this;
  }
  ShortText& end_line() {
    bytes_[size_++] = '\n';
    return *this;
  }
  [[nodiscard]] std::string_view text() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, 6000> bytes_;  // stage, record and path
  std::size_t size_ = 0;
};

void write_all(int file, std::string_view text) { (void)!::write(file, text.data(), text.size()); }

void add_place(ShortText& text, const Sight& sight) {
  text << "in stage " << sight.stage->plan.name;
  if (sight.size > 0) text << " at record " << sight.key();
}

// "in stage x at record n7 (segmentation fault, plugin /lib/x.so)". A thread at no stage may have been started by one: then
// what others are at is all that can be said.
ShortText where_and_how(const char* cause) {
  ShortText text;
  Sight sight;
  const StageRun* stage = nullptr;
  const WorkSlot* own = own_slot_if_any();
  if (own && look(*own, sight)) {
    stage = sight.stage;
    add_place(text, sight);
  } else {
    text << "outside of the threads that stages are called in";
    const char* between = ", while it was ";
    for (const WorkSlot* slot = first_slot(); slot; slot = slot->next) {
      if (!look(*slot, sight)) continue;
      text << between;
      add_place(text, sight);
      between = " and ";
    }
  }
  text << " (" << cause;
  if (stage) text << ", plugin " << stage->plan.type.library.native();
  text << ")";
  return text;
}

// Only what the handler of a signal may do.
void tell_death(const char* cause) {
  const ShortText text = where_and_how(cause);
  ShortText line;
  line << "error: the process dies " << text.text()
       << ": what was finished is kept; run again, and if it dies again, mend the plugin";
  write_all(STDERR_FILENO, line.end_line().text());
  const int note = ::open(note_path.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (note < 0) return;
  write_all(note, text.text());
  ::close(note);
}

bool is_watched() { return watched.load() == ::getpid(); }

// Of several threads that die at once the first tells; the others wait for the end.
bool is_first_to_die() {
  pid_t nobody = 0;
  return is_watched() && dying.compare_exchange_strong(nobody, ::gettid());
}

extern "C" void on_deadly_signal(int number, siginfo_t* info, void*) {
  const std::size_t index =
      static_cast<std::size_t>(std::find_if(std::begin(signals), std::end(signals),
                                            [&](const auto& s) { return s.number == number; }) -
                               std::begin(signals));
  if (is_first_to_die()) {
    tell_death(number == SIGABRT && cause_of_abort ? cause_of_abort : signals[index].name);
  } else if (is_watched() && dying.load() != ::gettid()) {
    for (;;) ::pause();
  }
  // Who was there before (a sanitizer, or the system with its core file) has the rest: the instruction faults again, a
  // signal that was sent comes again. One who aborts brings the thread that told here once more.
  ::sigaction(number, &actions_before[index], nullptr);
  if (info->si_code <= 0) (void)::raise(number);
}

[[noreturn]] void on_terminate() {
  cause_of_abort = "std::terminate: an exception where none may be";
  if (terminate_before) terminate_before();
  std::abort();
}

// A stage that ends the process must not look like a run that ended well. Nothing else is called: what the process has is
// in use by other threads.
void on_exit() {
  if (!is_first_to_die()) return;
  tell_death("it called exit()");
  ::_exit(std::to_underlying(ExitCode::broken_promise));
}

}  // namespace

DeathWatch::DeathWatch(const std::filesystem::path& note) {
  const std::string& path = note.native();
  const std::size_t count = std::min(path.size(), note_path.size() - 1);
  std::memcpy(note_path.data(), path.data(), count);
  note_path[count] = '\0';
  static const bool is_asked_at_exit = std::atexit(on_exit) == 0 && std::at_quick_exit(on_exit) == 0;
  (void)is_asked_at_exit;
  watched = ::getpid();
  terminate_before = std::set_terminate(on_terminate);
  struct sigaction action {};
  action.sa_sigaction = on_deadly_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (std::size_t i = 0; i < std::size(signals); ++i)
    ::sigaction(signals[i].number, &action, &actions_before[i]);
}

DeathWatch::~DeathWatch() {
  for (std::size_t i = 0; i < std::size(signals); ++i)
    ::sigaction(signals[i].number, &actions_before[i], nullptr);
  std::set_terminate(terminate_before);
  watched = 0;
}

std::filesystem::path death_note_in(const std::filesystem::path& store) { return store / "died"; }

std::optional<std::string> take_death_note(const std::filesystem::path& note) {
  std::ifstream file(note, std::ios::binary);
  if (!file) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  file.close();
  std::error_code ignored;
  std::filesystem::remove(note, ignored);
  return "the run before died " + text + ": what it had finished is used";
}

}  // namespace flowrun::graph
