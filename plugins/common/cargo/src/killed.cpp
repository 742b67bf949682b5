#include <re2/re2.h>

#include <cargo/killed.hpp>

namespace cargo {
namespace {

// How cargo ends when a compiler was killed. Code can make the compiler print the same, but not as the last words.
bool ends_by_killed_compiler(const std::string& text) {
  static const RE2 end(
      "(?:^|\n)error: could not compile [^\n]*\n\nCaused by:\n  process didn't exit successfully: [^\n]* "
      "\\(signal: (?:9, SIGKILL: kill|15, SIGTERM: termination signal)\\)\n"
      "(?:warning: build failed, waiting for other jobs to finish\\.\\.\\.\n)*$",
      RE2::Latin1);
  return RE2::PartialMatch(text, end);
}

}  // namespace

bool is_killed(const sandbox::Outcome& outcome) {
  constexpr int by_kill = 128 + 9, by_term = 128 + 15;
  if (outcome.ending == sandbox::Ending::signalled)
    return outcome.exit_code == by_kill || outcome.exit_code == by_term;
  if (outcome.ending != sandbox::Ending::exited || outcome.exit_code == 0) return false;
  // Of a shell both texts arrive as one.
  return ends_by_killed_compiler(outcome.stderr_text) || ends_by_killed_compiler(outcome.stdout_text);
}

}  // namespace cargo
