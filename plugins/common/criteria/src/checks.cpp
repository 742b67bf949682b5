#include "checks.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

namespace criteria {
namespace {

using shell::Command;
using shell::Joint;
using Words = std::vector<std::string>;

bool contains(std::string_view text, std::string_view part) { return text.contains(part); }

bool has(const Words& words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

bool is_filtered(const Words& arguments) {
  static const std::set<std::string, std::less<>> with_value = {
      "-p",       "--package",       "--features", "-F",
      "--target", "--manifest-path", "--profile",  "-j",
      "--jobs",   "--color",         "--exclude",  "--target-dir",
      "--format", "--test-threads",  "--logfile",  "--shuffle-seed"};
  static const std::set<std::string, std::less<>> parts = {"--lib", "--bins",     "--bin",     "--test",
                                                           "--doc", "--examples", "--example", "--skip"};
  bool behind_subcommand = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") {
      behind_subcommand = true;  // what follows goes to the test program
    } else if (parts.contains(word)) {
      return true;
    } else if (with_value.contains(word)) {
      ++i;
    } else if (!word.starts_with('-') && !word.starts_with('+')) {
      const bool is_subcommand =
          !behind_subcommand && (word == "test" || word == "t" || word == "nextest" || word == "run");
      if (!is_subcommand) return true;
    }
  }
  return false;
}

bool denies_warnings(const Words& arguments) {
  if (has(arguments, "-Dwarnings") || has(arguments, "--deny=warnings")) return true;
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
    if ((arguments[i] == "-D" || arguments[i] == "--deny") && arguments[i + 1] == "warnings") return true;
  }
  return false;
}

std::optional<Check> check_of(const Command& command) {
  const Words& arguments = command.arguments;
  for (const char* question : {"--help", "-h", "--version", "-V", "--list"}) {
    if (has(arguments, question)) return std::nullopt;
  }
  if (command.program == "rustfmt") return Check::fmt;
  const std::string subcommand = shell::cargo_subcommand(command);
  if (subcommand == "fmt") return Check::fmt;
  if (subcommand == "clippy") return Check::clippy;
  if (subcommand == "build" || subcommand == "check") return Check::build;
  if (subcommand != "test" && subcommand != "nextest") return std::nullopt;
  if (subcommand == "nextest" && has(arguments, "list")) return std::nullopt;
  return has(arguments, "--no-run") ? Check::build : Check::test;
}

// What cargo says only of itself.
bool is_status_line(std::string_view line) {
  static const RE2 pattern(
      R"(^\s+(Compiling|Checking|Finished|Blocking|Running|Doc-tests|Fresh|Locking|Updating|Downloaded|Downloading|Adding)\b|^running \d+ test)");
  return RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), pattern);
}

// Rustfmt prints its errors before cargo builds anything; those of the compiler end in "could not compile".
bool format_failed(std::string_view output, bool is_first_check) {
  if (contains(output, "Diff in ")) return true;
  if (!is_first_check || contains(output, "could not compile")) return false;
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    if (is_status_line(line)) return false;
    if (line.starts_with("error")) return true;
    output.remove_prefix(std::min(line.size() + 1, output.size()));
  }
  return false;
}

CheckResult seen_in(Check check, std::string_view output, bool is_first_check) {
  static const RE2 built(R"(Finished `(?:dev|release|[a-su-z][\w-]*)`)");  // but not `test`
  const bool broken = contains(output, "error: could not compile") || contains(output, "error[E");
  switch (check) {
    case Check::fmt:
      return format_failed(output, is_first_check) ? CheckResult::failed : CheckResult::passed;
    case Check::test:
      if (contains(output, "test result: FAILED") || contains(output, "error: test failed"))
        return CheckResult::failed;
      if (contains(output, "test result: ok.")) return CheckResult::passed;
      return broken ? CheckResult::failed : CheckResult::unknown;
    case Check::clippy:
      if (broken) return CheckResult::failed;
      return RE2::PartialMatch(re2::StringPiece(output.data(), output.size()), built) ? CheckResult::passed
                                                                                      : CheckResult::unknown;
    case Check::build:
      if (broken) return CheckResult::failed;
      return contains(output, "Finished `") ? CheckResult::passed : CheckResult::unknown;
  }
  return CheckResult::unknown;
}

// `cargo test > /dev/null`, with or without the errors; `2>/dev/null` alone leaves the report.
bool is_thrown_away(Check check, std::string_view command) {
  static const RE2 of_test(
      R"(\bcargo\s[^;|&\n]*\b(?:t|test|nextest)\b(?:[^;|&\n]|&[>1])*?(?:\s1?|&)>>?\s*/dev/null)");
  static const RE2 of_other(R"(\bcargo\s(?:[^;|&\n]|&[>1])*?(?:\s1?|&)>>?\s*/dev/null)");
  return RE2::PartialMatch(re2::StringPiece(command.data(), command.size()),
                           check == Check::test ? of_test : of_other);
}

// A line that prints by itself what a check would print.
bool writes_results(const std::vector<Command>& line) {
  return std::ranges::any_of(line, [](const Command& one) {
    return (one.program == "echo" || one.program == "printf") &&
           std::ranges::any_of(one.arguments, [](const std::string& word) {
             return contains(word, "test result") || contains(word, "Finished");
           });
  });
}

class LineReader {
 public:
  LineReader(const std::vector<Command>& line, const Shown& shown)
      : line_(line), shown_(shown), forged_(writes_results(line)) {}

  std::vector<CheckRun> read() {
    for (std::size_t begin = 0; begin < line_.size();) {
      std::size_t end = begin;
      while (end + 1 < line_.size() && (line_[end].next == Joint::and_then || line_[end].next == Joint::pipe))
        ++end;
      read_chain(begin, end + 1);
      begin = end + 1;
    }
    return std::move(runs_);
  }

 private:
  // Commands joined by `&&` and `|`, from `begin` to before `end`.
  void read_chain(std::size_t begin, std::size_t end) {
    const Joint last = line_[end - 1].next;
    const bool is_lost = last == Joint::or_else || last == Joint::background;
    const bool is_told = end == line_.size() && shown_.exit_code.has_value();
    bool stopped = false;
    for (std::size_t i = begin; i < end && !stopped; ++i) {
      const auto check = check_of(line_[i]);
      if (!check) continue;
      const bool is_piped = line_[i].next == Joint::pipe;
      const CheckResult result = is_lost ? CheckResult::unknown : result_of(*check, is_told && !is_piped);
      stopped = result == CheckResult::failed && !is_piped;
      runs_.push_back({*check, result, denies_warnings(line_[i].arguments),
                       *check == Check::test && is_filtered(line_[i].arguments)});
    }
  }

  CheckResult result_of(Check check, bool is_told) const {
    if (is_told && *shown_.exit_code == 0) return CheckResult::passed;
    const bool says_nothing = forged_ || is_thrown_away(check, shown_.command);
    const CheckResult seen =
        says_nothing ? CheckResult::unknown : seen_in(check, shown_.output, runs_.empty());
    // Something of the chain failed: the first that does not show that it passed.
    return is_told && seen == CheckResult::unknown ? CheckResult::failed : seen;
  }

  const std::vector<Command>& line_;
  const Shown& shown_;
  bool forged_;
  std::vector<CheckRun> runs_;
};

}  // namespace

std::vector<CheckRun> checks_of(const std::vector<Command>& line, const Shown& shown) {
  return LineReader(line, shown).read();
}

}  // namespace criteria
