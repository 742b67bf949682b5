#include "proof/test_outcome.hpp"

#include <algorithm>
#include <set>

#include <re2/re2.h>

#include <cargo/test_report.hpp>

namespace git_miner {
namespace {

// "     Running unittests src/lib.rs (/target/debug/deps/demo-0123456789abcdef)", "   Doc-tests demo".
bool begins_program(const std::string& line, std::string& program) {
  static const RE2 running(R"(\s+Running (.*) \(\S*?/([^/\s]+)-[0-9a-f]+\))");
  static const RE2 doctests(R"(\s+Doc-tests (\S+))");
  std::string source, name;
  if (RE2::FullMatch(line, running, &source, &name)) {
    program = name + " " + source;
    return true;
  }
  if (!RE2::FullMatch(line, doctests, &name)) return false;
  program = "doctests " + name;
  return true;
}

std::string without_line(std::string name) {
  static const RE2 line(R"( \(line \d+\))");
  RE2::GlobalReplace(&name, line, "");
  return name;
}

void add(const std::string& program, const std::string& printed, TestOutcome& outcome) {
  const auto report = cargo::read_test_report(printed);
  for (const auto& suite : report.suites) {
    if (!suite.ok || suite.announced != suite.results.size()) outcome.is_whole = false;
    for (const auto& result : suite.results) {
      if (result.status == cargo::TestStatus::ignored) continue;
      auto& counts = result.status == cargo::TestStatus::ok ? outcome.passed : outcome.failed;
      ++counts[program + ": " + without_line(result.name)];
    }
  }
}

std::string own_name(const std::string& test) {
  const auto separator = test.rfind("::"), program = test.find(": ");
  if (separator != test.npos && separator > program) return test.substr(separator + 2);
  return program == test.npos ? test : test.substr(program + 2);
}

}  // namespace

std::string name_of_test(const std::string& test) { return test.substr(test.find(": ") + 2); }

bool is_doctest(const std::string& test) { return test.starts_with("doctests "); }

TestOutcome read_test_outcome(std::string_view output) {
  TestOutcome outcome;
  std::string program, printed;
  while (!output.empty()) {
    const auto end = std::min(output.find('\n'), output.size());
    const std::string line(output.substr(0, end));
    output.remove_prefix(std::min(end + 1, output.size()));
    std::string next;
    if (begins_program(line, next)) {
      add(program, printed, outcome);
      ++outcome.programs;
      program = std::move(next);
      printed.clear();
    } else {
      printed += line + "\n";
    }
  }
  add(program, printed, outcome);
  return outcome;
}

std::string first_lost(const TestCounts& before, const TestCounts& after) {
  std::multiset<std::string> added;
  for (const auto& [name, count] : after) {
    if (!before.contains(name)) added.insert(own_name(name));
  }
  for (const auto& [name, count] : before) {
    const auto found = after.find(name);
    if (found != after.end() && found->second >= count) continue;
    const auto moved = added.find(own_name(name));
    if (found != after.end() || moved == added.end()) return name;
    added.erase(moved);
  }
  return {};
}

std::string first_missing(const TestCounts& some, const TestCounts& all) {
  for (const auto& [name, count] : some) {
    const auto found = all.find(name);
    if (found == all.end() || found->second < count) return name;
  }
  return {};
}

}  // namespace git_miner
