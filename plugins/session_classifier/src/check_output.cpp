#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <optional>

#include <re2/re2.h>

#include <session_classifier/check_output.hpp>

namespace session_classifier {
namespace {

constexpr std::size_t longest_prefix = 64;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The end of an escape sequence that begins at `at`, or `at` if none does. A lost escape character is no hindrance where
// the rest has the form of a colour: `[1;32m`.
std::size_t past_escape(std::string_view text, std::size_t at) {
  const bool escaped = text[at] == '\x1b';
  std::size_t end = at + (escaped ? 1 : 0);
  if (end >= text.size()) return end;
  if (escaped && text[end] == ']') {  // a title or a link, up to BEL or ESC backslash
    while (end < text.size() && text[end] != '\a' && text[end] != '\x1b') ++end;
    if (end < text.size() && text[end] == '\x1b') ++end;
    return std::min(end + 1, text.size());
  }
  if (text[end] != '[') return escaped ? std::min(end + 1, text.size()) : at;
  const std::size_t parameters = ++end;
  while (end < text.size() && (is_digit(text[end]) || text[end] == ';' || text[end] == '?')) ++end;
  if (escaped) return std::min(end + 1, text.size());
  return end > parameters && end < text.size() && text[end] == 'm' ? end + 1 : at;
}

// What a program that runs others writes before their lines. No text with quotes, which would quote the words.
bool is_prefix(std::string_view text) {
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.empty()) return true;
  if (text.size() > longest_prefix || text.find_first_of("\"'`=") != std::string_view::npos) return false;
  return std::string_view("|:]>").contains(text.back()) || is_digit(text.back()) || text.back() == 'Z';
}

// What follows `words` in the line; none if the line does not begin with them, prefixes apart.
std::optional<std::string_view> behind(std::string_view line, std::string_view words) {
  const std::size_t at = line.find(words);
  if (at == std::string_view::npos || !is_prefix(line.substr(0, at))) return std::nullopt;
  return line.substr(at + words.size());
}

bool says(std::string_view line, std::string_view words) { return behind(line, words).has_value(); }

bool says_any(std::string_view line, const auto& phrases) {
  return std::ranges::any_of(phrases, [&](std::string_view words) { return says(line, words); });
}

// The number before `word`: "12 passed".
std::uint64_t count_of(std::string_view text, std::string_view word) {
  const std::size_t at = text.find(word);
  if (at == std::string_view::npos || at == 0) return 0;
  std::size_t begin = at - 1;  // the blank between them
  while (begin > 0 && is_digit(text[begin - 1])) --begin;
  std::uint64_t count = 0;
  std::from_chars(text.data() + begin, text.data() + at, count);
  return count;
}

bool says_targets_failed(std::string_view line) {
  const auto rest = behind(line, "error: ");
  return rest && count_of(*rest, " target failed") + count_of(*rest, " targets failed") > 0;
}

// `error[E0308]` and errors without a code; "error: " is a word of many programs, so that a place must follow.
bool is_error_with_code(std::string_view line) {
  const auto rest = behind(line, "error[E");
  return rest && rest->size() > 4 && std::ranges::all_of(rest->substr(0, 4), is_digit) && (*rest)[4] == ']';
}

constexpr std::array<std::string_view, 11> failures = {"error: could not compile",
                                                       "error: could not document",
                                                       "error: test failed",
                                                       "error: doctest failed",
                                                       "error: bench failed",
                                                       "error: test run failed",
                                                       "error: failed to run custom build command",
                                                       "error: aborting due to",
                                                       "error: failed to parse manifest",
                                                       "error: failed to load manifest",
                                                       "error: linking with"};
constexpr std::array<std::string_view, 12> obstacles = {"error: could not find `Cargo.toml`",
                                                        "error: no such command",
                                                        "error: no such subcommand",
                                                        "error: toolchain ",
                                                        "error: no tests to run",
                                                        "error: no test target",
                                                        "error: package ID specification",
                                                        "error: failed to get ",
                                                        "error: failed to download",
                                                        "error: the lock file",
                                                        "error: component ",
                                                        "error: cannot specify features"};
constexpr std::array<std::string_view, 5> missing_programs = {
    "cargo: command not found", "cargo: not found", "cargo: No such file", "command not found: cargo",
    "'cargo' is not recognized"};
constexpr std::array<std::string_view, 11> of_cargo = {
    "Compiling ", "Checking ",          "Finished ",        "Running unittests",
    "Doc-tests ", "Updating crates.io", "Blocking waiting", "Downloaded ",
    "Fresh ",     "Documenting ",       "Nextest run ID"};

// Most lines of most outputs tell nothing; one pass over each says so.
bool may_tell(std::string_view line) {
  static const RE2 words(
      "error|test|unning|inished|ummary|arning|ompiling|hecking|ownloaded|pdating|ocumenting|locking|Fresh |"
      "build-finished|-->|\\*\\*\\*|truncated|FAIL|TIMEOUT|SIG[AKS]|tarting|terminated|cargo|ommand|suite");
  return RE2::PartialMatch(line, words);
}

class Reader {
 public:
  CheckOutput read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    out_.has_tests = announced_ + ended_ > 0;
    out_.tested = passed_ > 0 && !out_.failed && announced_ <= ended_;
    if (is_pending_error_) out_.has_errors |= has_place_;
    if (has_summary_ && !out_.failed) return out_;
    out_.failed |= has_failed_test_;
    out_.tests_failed |= has_failed_test_;
    out_.tested &= !has_failed_test_;
    return out_;
  }

 private:
  void line(std::string_view line) {
    if (!may_tell(line)) return;
    read_notes(line);
    read_tests(line);
    read_nextest(line);
    read_build(line);
    if (line.contains("error")) read_errors(line);
    if (line.contains("cargo"))
      out_.not_started |=
          std::ranges::any_of(missing_programs, [&](std::string_view words) { return line.contains(words); });
  }

  // What opencode adds.
  void read_notes(std::string_view line) {
    if (line.starts_with("...") && line.ends_with(" truncated...")) out_.cut = Cut::end;
    if (line.starts_with("...output truncated...")) out_.cut = Cut::begin;
    if (line.contains("(Output was truncated due to") || line.contains("bash tool truncated output"))
      out_.cut = Cut::end;
    out_.killed |= line.starts_with("(Command timed out after ") ||
                   line.starts_with("(Command was aborted)") || line.contains(" tool terminated comm") ||
                   line.starts_with("User aborted the command");
  }

  void read_tests(std::string_view line) {
    if (const auto result = behind(line, "test result: ")) {
      ++ended_;
      out_.is_of_cargo = true;
      if (result->starts_with("FAILED")) out_.failed = out_.tests_failed = true;
      if (result->starts_with("ok.")) passed_ += count_of(*result, " passed");
      if (count_of(*result, " failed") > 0) out_.failed = true;
    } else if (const auto announced = behind(line, "running ")) {
      if (!announced->empty() && is_digit(announced->front()) &&
          (announced->ends_with(" test") || announced->ends_with(" tests"))) {
        ++announced_;
        out_.is_of_cargo = true;
      }
    } else if (line.contains("\"type\": \"suite\"") && !line.contains("\"event\": \"started\"")) {
      read_json_suite(line);
    } else if (line.ends_with(" ... FAILED") && says(line, "test ")) {
      out_.is_of_cargo = has_failed_test_ = true;
    }
  }

  // `{ "type": "suite", "event": "ok", "passed": 2, "failed": 0, ...`
  void read_json_suite(std::string_view line) {
    ++ended_;
    out_.is_of_cargo = true;
    if (line.contains("\"event\": \"failed\"")) out_.failed = true;
    constexpr std::string_view key = "\"passed\": ";
    const std::size_t at = line.find(key);
    std::uint64_t passed = 0;
    if (at != std::string_view::npos)
      std::from_chars(line.data() + at + key.size(), line.data() + line.size(), passed);
    passed_ += passed;
  }

  void read_nextest(std::string_view line) {
    if (const auto summary = behind(line, "Summary [")) {
      has_summary_ = out_.is_of_cargo = true;
      ++ended_;
      passed_ += count_of(*summary, " passed");
      out_.failed |= count_of(*summary, " failed") + count_of(*summary, " timed out") +
                         count_of(*summary, " exec failed") >
                     0;
    }
    if (const auto starting = behind(line, "Starting ");
        starting && starting->contains(" test") && starting->contains(" across ")) {
      ++announced_;
      out_.is_of_cargo = true;
    }
    if (!line.contains(" [")) return;
    for (const std::string_view word :
         {"FAIL [", "TIMEOUT [", "SIGABRT [", "SIGSEGV [", "SIGKILL [", "XFAIL ["}) {
      const auto found = behind(line, word);
      if (found && found->contains("s]")) has_failed_test_ = out_.is_of_cargo = true;
    }
  }

  void read_build(std::string_view line) {
    out_.is_of_cargo |= says_any(line, of_cargo);
    if (const auto finished = behind(line, "Finished ")) {
      const bool is_build = finished->contains("target(s)") || finished->contains(" profile [");
      if (is_build && !finished->starts_with("`test`") && !finished->starts_with("test ")) out_.built = true;
    }
    if (line.contains("build-finished")) {
      if (line.contains("\"reason\":\"build-finished\",\"success\":true"))
        out_.built = out_.is_of_cargo = true;
      if (says(line, "\"reason\":\"build-finished\",\"success\":false"))
        out_.failed = out_.is_of_cargo = true;
    }
    if (says(line, "Running `")) out_.built = false;  // it was built to be run: `cargo xtask`
    if (says(line, "warning: ") && (line.contains(") generated ") || line.contains(" warning emitted")))
      out_.warned = out_.is_of_cargo = true;
    out_.has_errors |= says(line, "make: *** ") || (line.starts_with("make[") && line.contains("]: *** "));
    if (const auto place = behind(line, "--> "); place && place->contains(".rs:")) {
      out_.is_of_cargo = true;
      has_place_ |= is_pending_error_ || says(line, "error: ");
    }
  }

  void read_errors(std::string_view line) {
    if (is_error_with_code(line)) out_.has_errors = out_.is_of_cargo = true;
    out_.has_errors |= says(line, "error: Recipe `");
    is_pending_error_ |= says(line, "error: ");
    out_.tests_failed |= says(line, "error: test failed") || says(line, "error: test run failed");
    if (says_any(line, failures) || says_targets_failed(line)) out_.failed = out_.is_of_cargo = true;
    out_.not_started |= says_any(line, obstacles);
  }

  CheckOutput out_;
  std::uint64_t announced_ = 0, ended_ = 0;  // test programs
  std::uint64_t passed_ = 0;                 // tests
  bool has_failed_test_ = false;             // by its own line; one that is tried again may pass at last
  bool has_summary_ = false;                 // of nextest
  bool is_pending_error_ = false;            // an error without a code was seen; its place may follow
  bool has_place_ = false;
};

}  // namespace

std::string without_colours(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const std::size_t end = c == '\x1b' || c == '[' ? past_escape(text, at) : c == '\r' ? at + 1 : at;
    if (end == at) {
      ++at;
      continue;
    }
    plain.append(text, done, at - done);
    if (c == '\r' && (end == text.size() || text[end] != '\n')) plain += '\n';
    done = at = end;
  }
  return plain.append(text, done);
}

CheckOutput read_check_output(std::string_view output) { return read_plain_output(without_colours(output)); }

CheckOutput read_plain_output(std::string_view plain) { return Reader().read(plain); }

}  // namespace session_classifier
