#include "proof/test_runs.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

#include <re2/re2.h>

#include <cargo/test_report.hpp>

namespace git_miner {
namespace {

const CapturedRun* test_run(const std::vector<CapturedRun>& runs) {
  const auto found = std::ranges::find_if(
      runs, [](const CapturedRun& run) { return run.command.starts_with("cargo test"); });
  return found == runs.end() ? nullptr : &*found;
}

bool is_cut(const std::string& output) { return output.contains(" bytes left out ...]"); }

void add_skipped(const CapturedRun& run, std::set<std::string>& names) {
  static const RE2 skip(R"( --skip (\S+))");
  re2::StringPiece rest(run.command);
  for (std::string name; RE2::FindAndConsume(&rest, skip, &name);) names.insert(name);
}

}  // namespace

std::vector<FailingTest> failing_tests(const Proof& proof) {
  static const RE2 begin(R"(---- (\S+) stdout ----)");
  std::vector<FailingTest> tests;
  const CapturedRun* run = test_run(proof.before);
  if (!run) return tests;
  bool is_printed = false;
  std::istringstream lines(run->output);
  for (std::string line; std::getline(lines, line);) {
    std::string name;
    if (RE2::FullMatch(line, begin, &name)) {
      tests.push_back({std::move(name), ""});
      is_printed = true;
    } else if (line == "failures:") {
      is_printed = false;
    } else if (is_printed && !line.starts_with("note: run with `RUST_BACKTRACE")) {
      tests.back().output += line + "\n";
    }
  }
  for (FailingTest& test : tests) {
    test.output.erase(0, test.output.find_first_not_of('\n'));
    while (test.output.ends_with('\n')) test.output.pop_back();
  }
  std::erase_if(tests, [](const FailingTest& test) {
    return test.output.empty() || test.output.contains(" left out ...]");  // bytes or lines
  });
  return tests;
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

// "test a::b ... FAILED", else in the list at the end, where what a test printed stands between name and result.
bool tells_of_failure(const std::string& output, const std::string& test) {
  static const RE2 line(R"((?m)^test (.+?)(?: - should panic)? \.\.\. FAILED$)");
  static const RE2 list(R"((?m)^failures:\n((?:    .+\n)+))");
  re2::StringPiece lines(output), lists(output);
  for (std::string name; RE2::FindAndConsume(&lines, line, &name);) {
    if (name == test) return true;
  }
  for (std::string names; RE2::FindAndConsume(&lists, list, &names);) {
    if (("\n" + names).contains("\n    " + test + "\n")) return true;
  }
  return false;
}

std::vector<std::string> skipped_tests(const Proof& proof) {
  std::set<std::string> names;
  for (const CapturedRun& run : proof.after) add_skipped(run, names);
  return {names.begin(), names.end()};
}

bool shows_skipped_tests(const Proof& proof) {
  std::set<std::string> names;
  for (const auto* runs : {&proof.before, &proof.after}) {
    for (const CapturedRun& run : *runs) add_skipped(run, names);
  }
  return std::ranges::all_of(names, [&](const std::string& name) {
    return std::ranges::any_of(proof.left_out, [&](const LeftOutCheck& check) {
      return check.baseline && tells_of_failure(check.baseline->output, name);
    });
  });
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
