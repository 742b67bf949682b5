#include "conversation/reported_test.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/message.hpp"
#include "change/references.hpp"
#include "proof/test_runs.hpp"

namespace git_miner {
namespace {

using Origin = ReportedTest::Origin;

struct Bound {
  std::size_t lines, bytes;
};

constexpr Bound most_output{.lines = 30, .bytes = 1500};
constexpr Bound most_code{.lines = 30, .bytes = 1200};

bool fits(const std::string& text, const Bound& bound) {
  return text.size() <= bound.bytes && static_cast<std::size_t>(std::ranges::count(text, '\n')) < bound.lines;
}

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

// As it stands at the margin.
std::string dedented(std::string code) {
  const std::size_t last = code.rfind('\n');
  if (last == code.npos) return code;
  const std::size_t margin = std::min(code.find_first_not_of(' ', last + 1), code.size()) - last - 1;
  const std::string indent = "\n" + std::string(margin, ' ');
  for (std::size_t at = code.find(indent); margin > 0 && at != code.npos; at = code.find(indent, at + 1))
    code.erase(at + 1, margin);
  return code;
}

// The test of that name after the change, by the end of its path: `parser::tests::empty` is `tests::empty` in
// src/parser.rs.
bool is_of_name(const rust_code::Item& item, const std::string& name) {
  return item.kind == rust_code::ItemKind::function && item.is_test &&
         (item.path == name || name.ends_with("::" + item.path));
}

std::string code_of(const ChangedFile& file, const rust_code::Item& item, const NameTest& is_refused) {
  std::string code = dedented(file.after.substr(item.whole.begin, item.whole.end - item.whole.begin));
  const bool is_plain = fits(code, most_code) && !code.contains("```") && without_references(code) == code;
  return is_plain && !is_refused("```\n" + code) ? code : "";
}

ReportedTest found_in(const ChangeSet& set, const FailingTest& failing, const NameTest& is_refused) {
  ReportedTest test{
      .name = failing.name, .code = {}, .output = telling_part(failing.output), .origin = Origin::was_there};
  for (const ChangedFile& file : set.files) {
    for (const std::size_t index : file.items.added) {
      const auto& item = file.items.after[index];
      if (!is_of_name(item, failing.name)) continue;
      test.code = code_of(file, item, is_refused);
      test.origin = Origin::is_new;
      return test;
    }
    for (const auto& change : file.items.changed) {
      const auto& item = file.items.after[change.after];
      if (!is_of_name(item, failing.name)) continue;
      test.code = code_of(file, item, is_refused);
      test.origin = Origin::is_changed;
    }
  }
  return test;
}

bool tells_enough(const ReportedTest& test) {
  if (test.output.empty()) return false;
  return !test.code.empty() || (test.origin != Origin::is_changed && tells_the_fault(test.output));
}

}  // namespace

std::optional<ReportedTest> reported_test(const Proof& proof, const ChangeSet& set,
                                          const NameTest& is_refused) {
  std::vector<ReportedTest> tests;
  for (const FailingTest& failing : failing_tests(proof)) tests.push_back(found_in(set, failing, is_refused));
  std::erase_if(tests, [](const ReportedTest& test) { return !tells_enough(test); });
  const auto best = std::ranges::min_element(
      tests, {}, [](const ReportedTest& test) { return std::pair(test.origin, test.code.empty()); });
  return best == tests.end() ? std::nullopt : std::optional(*best);
}

std::string told(const ReportedTest& test, std::uint64_t choice) {
  const std::string code = test.code.empty() ? "" : fmt::format("\n\n```rust\n{}\n```", test.code);
  const std::string output = fmt::format("\n\n```\n{}\n```", test.output);
  if (test.origin == Origin::was_there) return fmt::format("\n\nThe test `{}` fails:{}", test.name, output);
  if (test.origin == Origin::is_changed)
    return fmt::format("\n\nThe test `{}` should be:{}\n\nSo far that gives:{}\n\nPlease change it, too.",
                       test.name, code, output);
  if (code.empty())
    return fmt::format("\n\n{} `{}`, and it fails:{}\n\nPlease add such a test, too.",
                       choice % 2 == 0 ? "I tried a test for this," : "I wrote a test for it,", test.name,
                       output);
  return fmt::format("\n\n{}{}\n\n{}{}\n\nPlease add this test, too.",
                     choice % 2 == 0 ? "I tried this test:" : "With this test:", code,
                     choice % 2 == 0 ? "It fails:" : "I get:", output);
}

}  // namespace git_miner
