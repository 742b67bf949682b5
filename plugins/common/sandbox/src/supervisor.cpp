#include "supervisor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string_view>

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "pidfd.hpp"

namespace sandbox {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// A process that fills memory as fast as it can gets about 100 MB further between two samples.
constexpr milliseconds sample_interval{25};
// How long bubblewrap may take to name its first process, once the sandbox is to end, before it is killed
// unseen.
constexpr milliseconds start_grace{2'000};
// The kernel ends a process namespace at once; longer means a process that cannot be interrupted.
constexpr milliseconds end_grace{10'000};

class Stream {
 public:
  Stream(Fd fd, std::uint64_t limit) : fd_(std::move(fd)), limit_(limit) {}

  // Reads what is there. False if it is more than the limit.
  bool read() {
    std::array<char, 65536> buffer;
    while (fd_) {
      const ssize_t size = ::read(fd_.get(), buffer.data(), buffer.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) return true;
      if (size <= 0) fd_.reset();
      if (size > 0 && !append({buffer.data(), static_cast<std::size_t>(size)})) return false;
    }
    return true;
  }
  pollfd poll_entry() const { return {fd_.get(), POLLIN, 0}; }
  const std::string& text() const { return text_; }
  bool open() const { return static_cast<bool>(fd_); }
  bool truncated() const { return truncated_; }
  std::string take() { return std::move(text_); }

 private:
  bool append(std::string_view more) {
    const auto room = limit_ - text_.size();
    text_.append(more.substr(0, room));
    truncated_ |= more.size() > room;
    return !truncated_;
  }
  Fd fd_;
  std::uint64_t limit_;
  std::string text_;
  bool truncated_ = false;
};

std::optional<int> json_number(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  if (at == text.npos) return std::nullopt;
  const auto end = text.find_first_of(",}", at);
  const auto begin = text.find_first_of("0123456789", at + key.size());
  if (end == text.npos || begin >= end) return std::nullopt;
  int value = 0;
  std::from_chars(text.data() + begin, text.data() + end, value);
  return value;
}

bool wait_readable(int fd, milliseconds limit) {
  pollfd entry{fd, POLLIN, 0};
  const auto deadline = Clock::now() + limit;
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    const int ready = ::poll(&entry, 1, static_cast<int>(std::max(left, milliseconds(0)).count()));
    if (ready > 0) return true;
    if (ready == 0) return false;
  }
}

class Supervisor {
 public:
  Supervisor(Child child, Streams streams, const Watch& watch)
      : child_(std::move(child)),
        out_(std::move(streams.out), watch.output),
        err_(std::move(streams.err), watch.output),
        status_(std::move(streams.status), 65536),
        watch_(watch),
        sandboxed_(status_.open()),
        stopping_(::eventfd(0, EFD_CLOEXEC)) {}

  base::Result<Seen> run() {
    if (!stopping_) return std::unexpected(system_error("cannot watch a command", errno));
    const std::stop_callback on_stop(watch_.stop, [this] { ::eventfd_write(stopping_.get(), 1); });
    while (!ended_ && !forced_ && !error_) step();
    if (!end_all()) return std::unexpected(*error_);
    if (error_) return std::unexpected(*error_);
    seen_.forced = forced_;
    seen_.started = first_process_ > 0;
    seen_.exit_code = json_number(status_.text(), "\"exit-code\":");
    seen_.out = out_.take();
    seen_.err = err_.take();
    seen_.truncated = out_.truncated() || err_.truncated();
    seen_.wall = std::chrono::duration_cast<milliseconds>(Clock::now() - begin_);
    return std::move(seen_);
  }

 private:
  void step() {
    const auto allowed = starting() ? watch_.start : watch_.wall;
    const auto left = std::chrono::ceil<milliseconds>(begin_ + allowed - Clock::now());
    if (left <= milliseconds(0)) {
      forced_ = Ending::timed_out;
      return;
    }
    const bool sampled = first_process_ > 0 && watch_.sample;
    std::array<pollfd, 5> entries{pollfd{child_.handle(), POLLIN, 0}, pollfd{stopping_.get(), POLLIN, 0},
                                  out_.poll_entry(), err_.poll_entry(), status_.poll_entry()};
    // Bounded, so that no limit of days overflows poll's int.
    ::poll(entries.data(), entries.size(),
           static_cast<int>(std::min(left, sampled ? sample_interval : milliseconds(60'000)).count()));
    if (entries[0].revents != 0) ended_ = true;
    if (entries[1].revents != 0) forced_ = Ending::stopped;
    if (!read_output()) forced_ = Ending::too_much_output;
    note_start();
    if (sampled && !ended_ && !forced_ && Clock::now() >= next_sample_) {
      forced_ = watch_.sample(first_process_);
      next_sample_ = Clock::now() + sample_interval;
    }
  }

  bool starting() const { return sandboxed_ && first_process_ < 0; }

  bool read_output() {
    const bool out = out_.read();
    return err_.read() && out;
  }

  void note_start() {
    if (!status_.open()) return;
    status_.read();
    if (first_process_ > 0) return;
    const auto process = json_number(status_.text(), "\"child-pid\":");
    if (!process) return;
    first_process_ = *process;
    first_handle_ = Fd(::pidfd_open(first_process_, 0));
    begin_ = Clock::now();
    if (forced_ || ended_) return;
    if (auto started = watch_.started(first_process_); !started) error_ = started.error();
  }

  // The first process of a process namespace ends only after all others in it have.
  bool end_all() {
    if (!ended_ && status_.open() && starting() && forced_ != Ending::timed_out) {
      wait_readable(status_.poll_entry().fd, start_grace);
      note_start();
    }
    if (first_handle_) {
      ::pidfd_send_signal(first_handle_.get(), SIGKILL, nullptr, 0);
      if (!wait_readable(first_handle_.get(), end_grace)) {
        error_ = base::Error{"a sandboxed process does not end", "it cannot be interrupted",
                             "look for a hanging disk or network file system"};
        return false;
      }
    }
    if (!ended_) {
      // Bubblewrap follows its first process and reports how the command ended.
      if (!first_handle_ || !wait_readable(child_.handle(), start_grace)) child_.kill();
    }
    seen_.wait_status = child_.reap();
    // Where this process is the machine's init (a container), it inherits the first process; elsewhere this
    // fails.
    if (first_process_ > 0) ::waitpid(first_process_, nullptr, WNOHANG);
    status_.read();
    if (!read_output() && !forced_) forced_ = Ending::too_much_output;
    return true;
  }

  Child child_;
  Stream out_;
  Stream err_;
  Stream status_;
  const Watch& watch_;
  const bool sandboxed_;
  Fd stopping_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point next_sample_ = begin_;
  bool ended_ = false;
  std::optional<Ending> forced_;
  std::optional<base::Error> error_;
  pid_t first_process_ = -1;
  Fd first_handle_;
  Seen seen_;
};

}  // namespace

base::Result<Seen> supervise(Child child, Streams streams, const Watch& watch) {
  return Supervisor(std::move(child), std::move(streams), watch).run();
}

}  // namespace sandbox
