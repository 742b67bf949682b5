#include <chrono>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <unistd.h>

#include <base/printable.hpp>
#include <report/style.hpp>
#include <report/terminal.hpp>

namespace flowrun::report {
namespace {

// Failures and rejects of a stage are told one by one up to here; run.json lists them all.
constexpr int max_told = 20;

std::string place(const std::string& stage, const std::string& record) {
  return record.empty() || record == stage ? stage : stage + ": " + base::printable_line(record);
}

}  // namespace

Terminal::Terminal() : is_live_(::isatty(STDERR_FILENO)), colour_(use_colour(STDERR_FILENO)) {}

Terminal::~Terminal() { run_finished(); }

void Terminal::run_started(const std::function<std::vector<graph::StageAccount>()>& snapshot) {
  if (!is_live_) return;
  const std::scoped_lock lock(mutex_);
  snapshot_ = snapshot;
  is_stopping_ = false;
  thread_ = std::thread([this] { show_live(); });
}

void Terminal::run_finished() {
  {
    const std::scoped_lock lock(mutex_);
    is_stopping_ = true;
  }
  stopping_changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Terminal::show_live() {
  std::unique_lock lock(mutex_);
  try {
    while (!stopping_changed_.wait_for(lock, std::chrono::milliseconds(100), [this] { return is_stopping_; }))
      draw();
    erase();
  } catch (const std::exception&) {  // the next line that is printed tells it
  }
}

void Terminal::draw() {
  erase();
  for (const graph::StageAccount& a : snapshot_()) {
    if (a.received == 0) continue;
    const std::uint64_t ended = a.emitted + a.dropped + a.rejected + a.failed + a.cancelled + a.held;
    std::string line = fmt::format("  {:<16} {:>8} of {} done", a.stage, ended, a.received);
    if (a.restored > 0) line += fmt::format(", {} restored", a.restored);
    if (const auto rejected = a.rejected + a.rejected_parts; rejected > 0)
      line += fmt::format(", {} rejected", rejected);
    if (a.failed > 0) line += fmt::format(", {} failed", a.failed);
    fmt::print(stderr, "{}\n", line);
    ++drawn_;
  }
}

void Terminal::erase() {
  if (drawn_ > 0) fmt::print(stderr, "\x1b[{}A\x1b[J", drawn_);
  drawn_ = 0;
}

void Terminal::print(const std::string& line) {
  const std::scoped_lock lock(mutex_);
  if (is_live_) erase();
  fmt::print(stderr, "{}\n", line);
}

void Terminal::stage_started(const std::string& stage) {
  if (!is_live_) print(stage + ": started");
}

void Terminal::logged(const std::string& stage, const std::string& record, flow::LogLevel level,
                      std::string_view text) {
  if (level == flow::LogLevel::debug) return;
  std::string head;
  if (level != flow::LogLevel::info) {
    const Colour colour = level == flow::LogLevel::error ? Colour::red : Colour::yellow;
    head = paint(fmt::format("{}: ", base::name_of(level)), colour, colour_);
  }
  print(fmt::format("{}{}: {}", head, place(stage, record), base::printable_text(text)));
}

void Terminal::unit_failed(const std::string& stage, const std::string& record, const base::Error& error) {
  tell_some(failures_, stage, paint("error:", Colour::red, colour_), place(stage, record), error);
}

void Terminal::unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) {
  tell_some(rejects_, stage, paint("rejected:", Colour::yellow, colour_), place(stage, record), error);
}

void Terminal::tell_some(std::map<std::string, int>& counts, const std::string& stage,
                         const std::string& head, const std::string& place, const base::Error& error) {
  int told = 0;
  {
    const std::scoped_lock lock(mutex_);
    told = ++counts[stage];
  }
  if (told > max_told) return;
  print(fmt::format("{} {}: {}", head, place, base::printable_text(error.text())));
  if (told == max_told) print(fmt::format("{}: more of this kind are listed in run.json", stage));
}

void Terminal::stalled(std::chrono::milliseconds quiet, const std::vector<graph::Waiting>& waiting) {
  print(fmt::format("{} nothing has ended for {:.0f} s", paint("note:", Colour::bold, colour_),
                    std::chrono::duration<double>(quiet).count()));
  print_waiting(waiting);
}

void Terminal::overdue(const std::vector<graph::Waiting>& waiting, graph::ExitCode, const std::string&) {
  print(fmt::format("{} the run was to stop, and this does not end:",
                    paint("warning:", Colour::yellow, colour_)));
  print_waiting(waiting);
}

void Terminal::print_waiting(const std::vector<graph::Waiting>& waiting) {
  for (const graph::Waiting& one : waiting)
    print(fmt::format("  {} {}", place(one.stage, one.record), one.what));
}

}  // namespace flowrun::report
