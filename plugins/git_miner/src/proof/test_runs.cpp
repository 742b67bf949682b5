#include "proof/test_runs.hpp"

#include <algorithm>

#include <re2/re2.h>

#include <cargo/test_report.hpp>

namespace git_miner {
namespace {

constexpr std::size_t most_lines = 10;
constexpr std::size_t most_bytes = 800;

const CapturedRun* test_run(const std::vector<CapturedRun>& runs) {
  const auto found = std::ranges::find_if(
      runs, [](const CapturedRun& run) { return run.command.starts_with("cargo test"); });
  return found == runs.end() ? nullptr : &*found;
}

bool is_cut(const std::string& output) { return output.contains(" bytes left out ...]"); }

// Without blank lines around and the note on backtraces.
std::string shortened(const std::string& printed) {
  std::string out;
  std::size_t lines = 0;
  for (std::size_t begin = 0; begin < printed.size();) {
    const std::size_t end = std::min(printed.find('\n', begin), printed.size());
    const std::string line = printed.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with("note: run with `RUST_BACKTRACE") || (line.empty() && out.empty())) continue;
    if (++lines > most_lines || out.size() + line.size() > most_bytes) break;
    out += line + "\n";
  }
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

}  // namespace

std::optional<FailingTest> first_failing_test(const Proof& proof) {
  static const RE2 block(R"((?s)\n---- (\S+) stdout ----\n(.*?)\n(?:---- \S+ stdout ----|failures:)\n)");
  const CapturedRun* run = test_run(proof.before);
  FailingTest test;
  std::string printed;
  if (!run || !RE2::PartialMatch(run->output, block, &test.name, &printed) || is_cut(printed))
    return std::nullopt;
  test.output = shortened(printed);
  if (test.output.empty()) return std::nullopt;
  return test;
}

std::vector<std::string> mended_tests(const Proof& proof) {
  const CapturedRun *before = test_run(proof.before), *after = test_run(proof.after);
  std::vector<std::string> names;
  if (!before || !after) return names;
  const auto old_report = cargo::read_test_report(before->output),
             new_report = cargo::read_test_report(after->output);
  for (const auto& suite : old_report.suites) {
    for (const auto& result : suite.results) {
      const auto* now = new_report.find(result.name);
      if (result.status == cargo::TestStatus::failed && now && now->status == cargo::TestStatus::ok) {
        names.push_back(result.name);
      }
    }
  }
  return names;
}

bool tests_did_not_compile(const Proof& proof) {
  const CapturedRun* run = test_run(proof.before);
  return run && run->output.contains("error: could not compile");
}

std::optional<std::size_t> passing_tests(const Proof& proof) {
  const CapturedRun* run = test_run(proof.after);
  if (!run || is_cut(run->output)) return std::nullopt;
  // Not by their lines, of which some are left out.
  std::size_t count = 0;
  for (const auto& suite : cargo::read_test_report(run->output).suites) count += suite.passed;
  return count > 0 ? std::optional(count) : std::nullopt;
}

}  // namespace git_miner
