#include "proof/shortened_tests.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

namespace git_miner {
namespace {

// What a line belongs to.
enum class Part { other, passed_test, warning, printed, idle_program, no_failure };

constexpr std::size_t idle_lines = 6;  // of a program that runs no test

std::size_t most_shown(Part part) {
  if (part == Part::idle_program) return 2 * idle_lines;
  if (part == Part::no_failure) return 0;
  return part == Part::warning ? 8 : 3;
}

// Of a run that is too long; of what a test printed the panic and its message.
std::size_t shown_first(Part part) {
  if (part == Part::printed) return most_shown(part);
  return part == Part::idle_program ? idle_lines : 0;
}

// Runs of lines of one part.
class Shortener {
 public:
  void add(Part part, const std::string& line) {
    if (part != part_) end_run();
    part_ = part;
    run_.push_back(line);
  }

  std::string take() {
    end_run();
    return std::move(text_);
  }

 private:
  void end_run() {
    const bool is_long = part_ != Part::other && run_.size() > most_shown(part_);
    const std::size_t shown = is_long ? shown_first(part_) : run_.size();
    for (std::size_t i = 0; i < shown; ++i) text_ += run_[i] + "\n";
    if (const auto missing = run_.size() - shown; missing > 0)
      text_ += fmt::format("[... {} line{} left out ...]\n", missing, missing == 1 ? "" : "s");
    run_.clear();
  }

  Part part_ = Part::other;
  std::vector<std::string> run_;
  std::string text_;
};

std::vector<std::string> lines_of(const std::string& output) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < output.size();) {
    const auto end = std::min(output.find('\n', begin), output.size());
    lines.push_back(output.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

bool begins_program(const std::string& line) {
  static const RE2 program(" +(?:Running|Doc-tests) .*");
  return RE2::FullMatch(line, program);
}

// The program, "running 0 tests" and its result, with blank lines between.
bool begins_idle_program(const std::vector<std::string>& lines, std::size_t at) {
  return at + idle_lines <= lines.size() && begins_program(lines[at]) && lines[at + 1].empty() &&
         lines[at + 2] == "running 0 tests" && lines[at + 3].empty() &&
         lines[at + 4].starts_with("test result: ok. 0 passed") && lines[at + 5].empty();
}

bool is_passed_test(const std::string& line, const std::set<std::string>& named) {
  static const RE2 passed(
      R"(test (.+?)(?: \(line \d+\))?(?: - (?:should panic|compile fail|compile))? \.\.\. (?:ok|ignored)(?:, .*)?)");
  std::string name;
  return RE2::FullMatch(line, passed, &name) && !named.contains(name);
}

// A warning of cargo or of the compiler: up to a blank line, or to what is no part of it.
class Warnings {
 public:
  bool has(const std::string& line) {
    static const RE2 begin(R"(warning(?:\[\w+\])?: .*)");
    static const RE2 other(
        R"(error.*| +(?:Compiling|Checking|Finished|Running|Doc-tests|Executable) .*|running \d.*)");
    if (RE2::FullMatch(line, begin)) return is_in_one_ = true;
    if (RE2::FullMatch(line, other)) is_in_one_ = false;
    const bool was_in_one = is_in_one_;
    if (line.empty()) is_in_one_ = false;
    return was_in_one;
  }

 private:
  bool is_in_one_ = false;
};

// The lines of a run that say which programs and which of their tests fail.
class Failures {
 public:
  explicit Failures(const std::vector<std::string>& lines) : lines_(lines) {}

  // Asked of one line after the other. A blank line goes with the one above.
  bool has(std::size_t at) {
    const std::string& line = lines_[at];
    if (begins_program(line)) begin_program(at);
    if (!line.empty()) is_kept_ = is_one(at);
    has_ended_ = has_ended_ || line.starts_with("test result: ");
    return is_kept_;
  }

 private:
  void begin_program(std::size_t at) {
    fails_ = has_ended_ = false;
    for (++at; at < lines_.size() && !fails_ && !begins_program(lines_[at]); ++at)
      fails_ = lines_[at].starts_with("test result: FAILED");
  }

  bool is_one(std::size_t at) {
    const std::string& line = lines_[at];
    if (has_ended_) return line.starts_with("error: ") || line.starts_with("    `");  // cargo's own
    if (!fails_) return false;
    const bool is_named_there = is_in_list_ && line.starts_with("    ");
    const bool begins_list =
        line == "failures:" && at + 1 < lines_.size() && lines_[at + 1].starts_with("    ");
    is_in_list_ = begins_list || is_named_there;
    static const RE2 told(
        R"( +(?:Running|Doc-tests) .*|running \d+ tests?|test .* \.\.\. FAILED|test result: .*)");
    return is_in_list_ || RE2::FullMatch(line, told);
  }

  const std::vector<std::string>& lines_;
  bool fails_ = false, has_ended_ = false;  // the program
  bool is_in_list_ = false, is_kept_ = false;
};

}  // namespace

std::string shortened_tests(const std::string& output, const std::set<std::string>& named) {
  const auto lines = lines_of(output);
  Warnings warnings;
  Shortener shortener;
  std::size_t idle_end = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (begins_idle_program(lines, i)) idle_end = i + idle_lines;
    Part part = is_passed_test(lines[i], named) ? Part::passed_test : Part::other;
    if (warnings.has(lines[i])) part = Part::warning;
    if (i < idle_end) part = Part::idle_program;
    shortener.add(part, lines[i]);
  }
  return shortener.take();
}

std::string without_printed_failures(const std::string& output) {
  static const RE2 begin("---- .* stdout ----");
  Shortener shortener;
  bool is_printed = false;
  for (const std::string& line : lines_of(output)) {
    if (line == "failures:") is_printed = false;
    const bool is_head = RE2::FullMatch(line, begin);
    is_printed = is_printed || is_head;
    shortener.add(is_printed && !is_head ? Part::printed : Part::other, line);
  }
  return shortener.take();
}

std::string only_failures(const std::string& output) {
  const auto lines = lines_of(output);
  Failures failures(lines);
  Shortener shortener;
  for (std::size_t i = 0; i < lines.size(); ++i)
    shortener.add(failures.has(i) ? Part::other : Part::no_failure, lines[i]);
  return shortener.take();
}

}  // namespace git_miner
