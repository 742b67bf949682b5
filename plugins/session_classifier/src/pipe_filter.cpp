#include "pipe_filter.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <re2/re2.h>

namespace session_classifier::detail {
namespace {

using Names = std::set<std::string, std::less<>>;

// Of `head -20`, `head -n 20`, `head --lines=20`.
std::size_t lines_of_head(const std::vector<std::string>& arguments) {
  std::size_t lines = 10;
  for (const std::string& word : arguments) {
    const std::size_t digit = word.find_first_of("0123456789");
    if (digit != std::string::npos) std::from_chars(word.data() + digit, word.data() + word.size(), lines);
  }
  return lines;
}

struct Pattern {
  std::string text;
  bool is_extended = false;
  bool is_literal = false;
  bool ignores_case = false;
  bool is_inverted = false;
  bool shows_lines = true;
};

void read_option(const std::string& word, Pattern& pattern) {
  if (word == "--invert-match") pattern.is_inverted = true;
  if (word == "--count" || word == "--quiet" || word == "--silent") pattern.shows_lines = false;
  if (word == "--ignore-case") pattern.ignores_case = true;
  if (word == "--extended-regexp" || word == "--perl-regexp") pattern.is_extended = true;
  if (word.starts_with("--")) return;
  for (const char letter : word) {
    pattern.is_inverted |= letter == 'v';
    pattern.shows_lines &= letter != 'c' && letter != 'q' && letter != 'l' && letter != 'o';
    pattern.ignores_case |= letter == 'i';
    pattern.is_extended |= letter == 'E' || letter == 'P';
    pattern.is_literal |= letter == 'F';
  }
}

std::optional<Pattern> pattern_of(const shell::Command& grep) {
  Pattern pattern;
  pattern.is_extended = grep.program != "grep" && grep.program != "fgrep";
  pattern.is_literal = grep.program == "fgrep";
  std::vector<std::string> expressions;
  std::optional<std::string> operand;
  for (std::size_t i = 0; i < grep.arguments.size(); ++i) {
    const std::string& word = grep.arguments[i];
    const bool takes_number = word == "-A" || word == "-B" || word == "-C" || word == "-m";
    if (word == "-m" || word.starts_with("-m")) return std::nullopt;  // it stops early
    if (takes_number) {
      ++i;
    } else if (word.starts_with('-') && word.ends_with('e') && !word.starts_with("--") &&
               i + 1 < grep.arguments.size()) {
      read_option(word.substr(0, word.size() - 1), pattern);
      expressions.push_back(grep.arguments[++i]);
    } else if (word.starts_with('-')) {
      read_option(word, pattern);
    } else if (!operand) {
      operand = word;
    }
  }
  if (expressions.empty()) {
    if (!operand) return std::nullopt;
    expressions.push_back(*operand);
  }
  for (const std::string& expression : expressions) {
    if (!pattern.text.empty()) pattern.text += pattern.is_extended ? "|" : "\\|";
    pattern.text += expression;
  }
  return pattern;
}

// The extended form of a basic expression.
std::string extended(std::string_view basic) {
  std::string text;
  for (std::size_t i = 0; i < basic.size(); ++i) {
    const bool escaped = basic[i] == '\\' && i + 1 < basic.size();
    const char c = escaped ? basic[++i] : basic[i];
    const bool is_special = std::string_view("|(){}+?").contains(c);
    if (is_special != escaped) text += '\\';
    text += c;
  }
  return text;
}

bool shows(const Pattern& pattern, std::string_view line) {
  RE2::Options options;
  options.set_case_sensitive(!pattern.ignores_case);
  options.set_literal(pattern.is_literal);
  options.set_log_errors(false);
  const RE2 expression(pattern.is_extended || pattern.is_literal ? pattern.text : extended(pattern.text),
                       options);
  return expression.ok() && RE2::PartialMatch(line, expression) != pattern.is_inverted;
}

// The lines that tell of a failure; what is seen of a success is of the same kind.
bool grep_may_hide(const shell::Command& grep, const CheckRun& check, bool joined) {
  const auto pattern = pattern_of(grep);
  if (!pattern || !pattern->shows_lines) return true;
  const bool test = check.kind == CheckKind::test;
  const std::string_view error = test ? "error: test failed, to rerun pass `--lib`"
                                      : "error: could not compile `gauge` (lib) due to 1 previous error";
  if (joined && shows(*pattern, error)) return false;
  if (!test) return true;
  return !shows(*pattern,
                check.name.contains("nextest")
                    ? "     Summary [   0.010s] 2 tests run: 1 passed, 1 failed, 0 skipped"
                    : "test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out");
}

}  // namespace

bool may_hide_failure(const shell::Command& filter, const CheckRun& check, bool joined, std::size_t lines) {
  static const Names through = {"tee",        "cat",        "sort",     "uniq", "tr",   "cut",  "nl",
                                "fold",       "column",     "strings",  "ts",   "less", "more", "tail",
                                "ansifilter", "strip-ansi", "unbuffer", "tac",  "rev"};
  static const Names greps = {"grep", "egrep", "fgrep", "rg", "ag", "ugrep"};
  if (through.contains(filter.program)) return false;
  if (filter.program == "head")  // the end of a build is its success
    return check.kind == CheckKind::test && lines >= lines_of_head(filter.arguments);
  if (greps.contains(filter.program)) return grep_may_hide(filter, check, joined);
  return true;
}

}  // namespace session_classifier::detail
