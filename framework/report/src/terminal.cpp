#include <algorithm>
#include <ctime>
#include <exception>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include <base/printable.hpp>
#include <report/run_lines.hpp>
#include <report/screen.hpp>
#include <report/style.hpp>
#include <report/terminal.hpp>

#include "ticker.hpp"

namespace flowrun::report {
namespace {

// Failures and rejects of a stage are told one by one up to here; run.json lists them all.
constexpr int max_told = 20;

// Between two drawings, so that what happens is seen at once and costs nothing.
constexpr std::chrono::milliseconds frame(200);
// Between two looks at how long nothing was told.
constexpr std::chrono::milliseconds longest_pause(1000);

std::string place(const std::string& stage, const std::string& record) {
  return record.empty() || record == stage ? stage : stage + ": " + base::printable_line(record);
}

}  // namespace

Terminal::Terminal(TerminalOptions options)
    : options_(std::move(options)),
      is_live_(!options_.is_quiet && ::isatty(STDERR_FILENO)),
      colour_(use_colour(STDERR_FILENO)),
      watcher_(options_.usual) {}

Terminal::~Terminal() { run_finished(); }

void Terminal::run_started(const graph::Snapshot& snapshot) {
  if (options_.is_quiet) return;
  watcher_.begin(snapshot);
  told_ = std::chrono::steady_clock::now();
  const auto pause = is_live_ ? frame : std::min(options_.silence / 4, longest_pause);
  ticker_ = std::make_unique<Ticker>(pause, [this] { look(); });
}

void Terminal::run_finished() {
  const bool was_running = ticker_ != nullptr;
  ticker_.reset();
  watcher_.end();
  if (!was_running || !is_live_) return;
  try {
    Screen::of_stderr().clear();
  } catch (const std::exception&) {  // the next line that is printed tells it
  }
}

void Terminal::look() {
  const auto view = [this] {
    RunView now = watcher_.view();
    now.is_stopping = options_.stop.stop_requested();
    return now;
  };
  if (is_live_) {
    const RunView now = view();
    return Screen::of_stderr().draw(
        [&](std::size_t width, std::size_t height) { return run_lines(now, width, height); });
  }
  {
    const std::scoped_lock lock(mutex_);
    if (std::chrono::steady_clock::now() - told_ < options_.silence) return;
  }
  print_timed(run_line(view()));
}

void Terminal::print(const std::string& line) {
  {
    const std::scoped_lock lock(mutex_);
    told_ = std::chrono::steady_clock::now();
  }
  Screen::of_stderr().write(line + "\n");
}

void Terminal::print_timed(const std::string& line) {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  ::localtime_r(&now, &local);
  print(fmt::format("{:02}:{:02}:{:02} {}", local.tm_hour, local.tm_min, local.tm_sec, line));
}

void Terminal::stage_started(const std::string& stage) {
  if (!is_live_ && !options_.is_quiet) print_timed(stage + ": started");
}

void Terminal::stage_ended(const graph::StageReport& stage, const graph::StageAccount& books) {
  if (!is_live_ && !options_.is_quiet) print_timed(stage.stage + ": " + stage_end(stage, books));
}

void Terminal::unit_progressed(const std::string& stage, const std::string& record, std::uint64_t done,
                               std::uint64_t total, std::string_view unit) {
  if (!options_.is_quiet) watcher_.unit_progressed(stage, record, done, total, unit);
}

void Terminal::logged(const std::string& stage, const std::string& record, flow::LogLevel level,
                      std::string_view text) {
  if (level == flow::LogLevel::debug || (options_.is_quiet && level == flow::LogLevel::info)) return;
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
  if (is_live_ || options_.is_quiet) return;  // the lines of the stages say so all the time
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
