#include "proof/captured.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/core.h>
#include <re2/re2.h>

#include <cargo/published_output.hpp>

#include "proof/builder.hpp"
#include "proof/ordered_diagnostics.hpp"
#include "proof/shortened_tests.hpp"
#include "proof/test_runs.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_test_bytes = 3 * 1024;
constexpr std::size_t most_baseline_bytes = 900;

// Without the lines about packages that were compiled, which tell what happened to be there already.
std::string without_progress(const std::string& output) {
  static const RE2 failed(R"(could not compile `([^`]+)`)");
  static const RE2 progress(R"(   Compiling (\S+).*|    Checking (\S+).*)");
  std::set<std::string> not_compiled;
  re2::StringPiece rest(output);
  for (std::string name; RE2::FindAndConsume(&rest, failed, &name);) not_compiled.insert(name);
  std::string text;
  for (std::size_t begin = 0; begin < output.size();) {
    const auto end = std::min(output.find('\n', begin), output.size());
    const std::string line = output.substr(begin, end - begin);
    begin = end + 1;
    std::string built, checked;
    if (RE2::FullMatch(line, progress, &built, &checked) && !not_compiled.contains(built + checked)) continue;
    text += line + "\n";
  }
  return text;
}

std::string published(const std::string& command, const sandbox::Outcome& outcome, std::size_t limit) {
  const std::string text = without_progress(outcome.stdout_text);
  return cargo::published_output(
      is_lint(command) ? ordered_diagnostics(text) : text,
      {{"/src", "/workspace"}, {"/target", "/workspace/target"}, {"/cargo", "/home/user/.cargo"}}, limit);
}

std::string whole(const std::string& command, const sandbox::Outcome& outcome) {
  return published(command, outcome, std::numeric_limits<std::size_t>::max());
}

}  // namespace

CapturedRun captured_run(const std::string& command, const sandbox::Outcome& outcome) {
  return {command, published(command, outcome, cargo::published_limit), outcome.exit_code};
}

CapturedRun captured_tests(const std::string& command, const sandbox::Outcome& outcome,
                           const std::set<std::string>& named) {
  return {command, cargo::head_and_tail(shortened_tests(whole(command, outcome), named), most_test_bytes),
          outcome.exit_code};
}

std::optional<CapturedRun> captured_baseline(const std::string& command, const sandbox::Outcome& outcome) {
  // "Diff in /workspace/src/lib.rs:1:", " --> src/lib.rs:1:2".
  static const RE2 finding(R"((?m)^(Diff in /workspace/|error(?:\[\w+\])?: .*\n +--> [^/\n]))");
  const std::string all = whole(command, outcome);
  re2::StringPiece found;
  if (!RE2::PartialMatch(all, finding, &found)) return std::nullopt;
  std::string output = cargo::head_and_tail(all, most_baseline_bytes);
  if (!RE2::PartialMatch(output, finding)) {
    const auto begin = static_cast<std::size_t>(found.data() - all.data());
    const auto lines = std::count(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
    output = fmt::format("[... {} lines left out ...]\n{}", lines,
                         cargo::head_and_tail(std::string_view(all).substr(begin), most_baseline_bytes));
  }
  return CapturedRun{command, std::move(output), outcome.exit_code};
}

std::optional<CapturedRun> captured_failing_tests(const std::string& command, const sandbox::Outcome& outcome,
                                                  const std::set<std::string>& failing) {
  const std::string all = whole(command, outcome);
  std::string output = without_printed_failures(shortened_tests(all, {}));
  if (output.size() > most_baseline_bytes) output = cargo::head_and_tail(only_failures(all), most_test_bytes);
  if (!std::ranges::all_of(failing, [&](const auto& test) { return tells_of_failure(output, test); }))
    return std::nullopt;
  return CapturedRun{command, std::move(output), outcome.exit_code};
}

}  // namespace git_miner
