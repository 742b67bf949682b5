#include "hidden_tests.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <cargo/test_report.hpp>
#include <criteria/faults.hpp>
#include <digest/sha256.hpp>

#include "outcomes.hpp"

namespace cargo_evaluator {
namespace {

using criteria::Fault;

// The name of the program that `<package>/tests/<name>.rs` becomes; empty for other files.
std::string target_of(std::string_view path) {
  if (!path.ends_with(".rs")) return "";
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return "";
  const std::string_view folder = path.substr(0, slash);
  if (folder != "tests" && !folder.ends_with("/tests")) return "";
  return std::string(path.substr(slash + 1, path.size() - slash - 4));
}

Fault fault(std::string what) { return {"", 0, std::move(what), 1}; }

}  // namespace

HiddenTests::HiddenTests(const rust_tasks::Task& task, std::uint64_t seed) : task_(task) {
  const std::string secret = fmt::format("hidden tests {} {}", seed, task.id);
  suffix_ = "_" + digest::sha256_hex(secret).substr(0, 16);
  canary_ = nameless(secret, "canary");
  for (const rust_tasks::File& file : task.hidden) {
    const std::string target = target_of(file.path);
    if (target.empty()) {
      files_.push_back(file);
      continue;
    }
    Disguised hidden = disguise(file.text, task.expected_tests, fmt::format("{} {}", secret, file.path));
    rust_tasks::File written{file.path, std::move(hidden.text)};
    written.path.insert(written.path.size() - 3, suffix_);
    written.text += fmt::format("\n#[test]\nfn {}() {{\n    panic!(\"as it must\");\n}}\n", canary_);
    files_.push_back(std::move(written));
    programs_.push_back({target + suffix_, std::move(hidden.tests)});
  }
}

std::vector<std::string> HiddenTests::replaced() const {
  std::vector<std::string> paths;
  for (const rust_tasks::File& file : task_.hidden) paths.push_back(file.path);
  return paths;
}

std::string HiddenTests::readable(std::string text) const {
  const auto replace = [&](std::string_view part, std::string_view by) {
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + by.size()))
      text.replace(at, part.size(), by);
  };
  replace(suffix_, "");
  replace(canary_, "(a test that must fail)");
  for (const Program& program : programs_) {
    for (const Disguise& one : program.tests) {
      replace(one.twin, fmt::format("(a test that must fail: the twin of {})", one.test));
      replace(one.alias, one.test);
    }
  }
  return text;
}

HiddenTests::Proof HiddenTests::proof(const cargo::Step& step, const Program& program) const {
  Proof result;
  const std::string name = readable(program.target);
  const auto problem = [&](std::string_view what) {
    result.problems.push_back(fmt::format("the test program `{}` {}", name, what));
  };
  const cargo::TestReport report = cargo::read_test_report(step.outcome.stdout_text);
  if (step.outcome.ending != sandbox::Ending::exited)
    problem(fmt::format("ended by: {}", base::name_of(step.outcome.ending)));
  if (report.suites.size() != 1) {
    problem(fmt::format("reported {} suites instead of one", report.suites.size()));
    return result;
  }
  const cargo::TestSuite& suite = report.suites.front();
  if (!suite.ok)
    problem(fmt::format("ended before its report was complete (exit code {})", step.outcome.exit_code));
  const auto counted = [&](cargo::TestStatus status) {
    return static_cast<std::uint64_t>(std::ranges::count(suite.results, status, &cargo::TestResult::status));
  };
  using enum cargo::TestStatus;
  const bool agrees = suite.results.size() == suite.announced && counted(ok) == suite.passed &&
                      counted(failed) == suite.failed && counted(ignored) == suite.ignored;
  if (suite.ok && !agrees) problem("reported counts that do not agree");
  const auto has_failed = [&](const std::string& test) {
    const cargo::TestResult* const found = report.find(test);
    return found != nullptr && found->status == failed;
  };
  const bool twins_failed =
      std::ranges::all_of(program.tests, [&](const Disguise& one) { return has_failed(one.twin); });
  if (!has_failed(canary_) || !twins_failed)
    problem("did not report every test that must fail: the report is not that of the task's tests");
  else if (suite.ok && (*suite.ok || step.outcome.exit_code != 101))
    problem(
        fmt::format("says that all is well although a test failed (exit code {})", step.outcome.exit_code));
  std::set<std::string> names;
  for (const cargo::TestResult& one : suite.results) {
    if (!names.insert(one.name).second) problem(fmt::format("reported `{}` twice", readable(one.name)));
  }
  for (const Disguise& one : program.tests) {
    const cargo::TestResult* const found = report.find(one.alias);
    if (found != nullptr && found->status == ok) result.passed.push_back(one.test);
  }
  return result;
}

base::Result<HiddenTests::Result> HiddenTests::run(const cargo::Workbench& bench,
                                                   std::chrono::milliseconds wall,
                                                   std::stop_token stop) const {
  std::vector<std::string> selection{"--workspace"};
  for (const Program& program : programs_) selection.insert(selection.end(), {"--test", program.target});
  auto built = bench.test_binaries(selection, stop);
  if (!built) return std::unexpected(built.error());
  if (!built->step.succeeded()) {
    built->step.command = "cargo test --no-run";
    std::vector<Fault> faults = errors_of(built->step);
    faults.push_back(fault("the hidden tests cannot be built"));
    for (Fault& one : faults) one = {readable(one.path), one.line, readable(one.what), one.weight};
    return Result{criteria::criterion(rust_tasks::CriterionName::hidden_tests, 0, std::move(faults)),
                  broken_status(built->step)};
  }

  Result result;
  std::vector<Fault> faults;
  std::set<std::string> passed;
  for (const Program& program : programs_) {
    const std::string& target = program.target;
    const auto found = std::ranges::find(built->binaries, target, &cargo::TestBinary::target);
    if (found == built->binaries.end()) {
      faults.push_back(fault(fmt::format("cargo does not build the test program `{}`", readable(target))));
      continue;
    }
    const auto step = bench.run_test_binary(*found, {}, wall, stop);
    if (!step) return std::unexpected(step.error());
    if (!result.status) result.status = broken_status(*step);
    const Proof shown = proof(*step, program);
    for (const std::string& problem : shown.problems) faults.push_back(fault(problem));
    if (shown.problems.empty()) passed.insert(shown.passed.begin(), shown.passed.end());
  }
  const bool proven = faults.empty();
  double missing = 0;
  for (const std::string& name : task_.expected_tests) {
    if (passed.contains(name)) continue;
    faults.push_back(fault(fmt::format("the hidden test `{}` did not pass", name)));
    ++missing;
  }
  const auto expected = static_cast<double>(task_.expected_tests.size());
  const double score = proven && expected > 0 ? (expected - missing) / expected : 0;
  result.criterion = criteria::criterion(rust_tasks::CriterionName::hidden_tests, score, std::move(faults));
  return result;
}

}  // namespace cargo_evaluator
