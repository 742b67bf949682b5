#include <algorithm>

#include <fmt/core.h>

#include <cargo/test_report.hpp>

namespace cargo {
namespace {

using Problems = std::vector<std::string>;

std::uint64_t count(const TestSuite& suite, TestStatus status) {
  return static_cast<std::uint64_t>(std::ranges::count(suite.results, status, &TestResult::status));
}

void judge_names(const TestSuite& suite, std::vector<std::string> listed, Problems& problems) {
  std::vector<std::string> reported;
  for (const auto& result : suite.results) reported.push_back(result.name);
  std::ranges::sort(reported);
  std::ranges::sort(listed);
  for (const auto& name : listed) {
    const auto times = std::ranges::count(reported, name);
    if (times == 0) problems.push_back(fmt::format("test {} gave no result", name));
    if (times > std::ranges::count(listed, name))
      problems.push_back(fmt::format("test {} reported twice", name));
  }
  for (const auto& name : reported) {
    if (!std::ranges::binary_search(listed, name))
      problems.push_back(fmt::format("test {} was not listed", name));
  }
}

void judge_suite(const TestSuite& suite, Problems& problems) {
  for (const auto& result : suite.results) {
    if (result.status == TestStatus::failed) problems.push_back(fmt::format("test {} failed", result.name));
  }
  if (!suite.ok) {
    problems.emplace_back("a suite of tests did not report its end");
    return;
  }
  if (!*suite.ok && suite.failed == 0) problems.emplace_back("a suite of tests failed");
  if (suite.announced != suite.results.size() || suite.passed != count(suite, TestStatus::ok) ||
      suite.failed != count(suite, TestStatus::failed) || suite.ignored != count(suite, TestStatus::ignored))
    problems.emplace_back("the counts of a suite do not agree with its tests");
}

}  // namespace

TestVerdict judge(const TestReport& report, const std::vector<std::vector<std::string>>& listed,
                  int exit_code, const std::vector<std::string>& required) {
  TestVerdict verdict;
  auto& problems = verdict.problems;
  if (exit_code != 0)
    problems.push_back(fmt::format("cargo test did not end with exit code 0 but {}", exit_code));
  if (report.suites.size() != listed.size())
    problems.push_back(
        fmt::format("{} suites of tests ran, {} were listed", report.suites.size(), listed.size()));
  for (std::size_t i = 0; i < report.suites.size(); ++i) {
    judge_suite(report.suites[i], problems);
    if (i < listed.size()) judge_names(report.suites[i], listed[i], problems);
  }
  for (const auto& name : required) {
    const auto* const result = report.find(name);
    if (result == nullptr || result->status != TestStatus::ok)
      problems.push_back(fmt::format("required test {} did not pass", name));
  }
  if (report.count(TestStatus::ok) == 0) problems.emplace_back("no test passed");
  verdict.passed = problems.empty();
  return verdict;
}

}  // namespace cargo
