#include "conversation/reported_test.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "conversation/test_code.hpp"
#include "proof/test_runs.hpp"

namespace git_miner {
namespace {

constexpr TextBound most_output{.lines = 30, .bytes = 1500};

// From the panic on, without a backtrace; "" where that is too long, since half a message tells nothing.
std::string telling_part(std::string output) {
  output.erase(std::min(output.find("\nstack backtrace:"), output.size()));
  if (fits(output, most_output)) return output;
  const std::size_t panic = output.find("\nthread '");
  if (panic == output.npos) return "";
  output.erase(0, panic + 1);
  return fits(output, most_output) ? output : "";
}

// What was expected or which error came, as opposed to the place where it went wrong.
bool tells_the_fault(const std::string& output) {
  static const RE2 both_sides(
      R"((?s)\bleft\b.*\bright\b|value: \S|\bexpected\b|stderr|\boverflow\b|out of )");
  return RE2::PartialMatch(output, both_sides);
}

// The test of that name after the change, by the end of its path: `parser::tests::empty` is `tests::empty` in
// src/parser.rs.
bool is_of_name(const rust_code::Item& item, const std::string& name) {
  return item.kind == rust_code::ItemKind::function && item.is_test &&
         (item.path == name || name.ends_with("::" + item.path));
}

bool is_of_change(const ChangeSet& set, const std::string& name) {
  return std::ranges::any_of(set.files, [&](const ChangedFile& file) {
    const auto& items = file.items.after;
    return std::ranges::any_of(file.items.added, [&](std::size_t i) { return is_of_name(items[i], name); }) ||
           std::ranges::any_of(file.items.changed,
                               [&](const auto& change) { return is_of_name(items[change.after], name); });
  });
}

}  // namespace

std::optional<ReportedTest> reported_test(const Proof& proof, const ChangeSet& set) {
  std::vector<ReportedTest> tests;
  for (const FailingTest& failing : failing_tests(proof))
    tests.push_back({failing.name, telling_part(failing.output), is_of_change(set, failing.name)});
  std::erase_if(tests, [](const ReportedTest& test) {
    return test.output.empty() || !(test.is_of_change || tells_the_fault(test.output));
  });
  const auto best = std::ranges::find_if(tests, &ReportedTest::is_of_change);
  if (best != tests.end()) return *best;
  return tests.empty() ? std::nullopt : std::optional(tests.front());
}

std::string told(const ReportedTest& test) {
  return fmt::format("\n\n{} `{}` fails:\n\n```\n{}\n```", test.is_of_change ? "So far" : "The test",
                     test.name, test.output);
}

}  // namespace git_miner
