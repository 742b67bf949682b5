// What a test program's report must look like to prove anything; the programs themselves run in
// judge_test.cpp.
#include "hidden_tests.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using cargo_evaluator::HiddenTests;

namespace {

rust_tasks::Task task() {
  rust_tasks::Task result;
  result.id = "t";
  result.hidden = {{"core/tests/hidden.rs", "#[test]\nfn works() {}\n"}, {"core/tests/data/x.txt", "x"}};
  result.expected_tests = {"works"};
  return result;
}

cargo::Step step(std::string text, int exit_code = 101) {
  cargo::Step result;
  result.outcome.ending = sandbox::Ending::exited;
  result.outcome.exit_code = exit_code;
  result.outcome.stdout_text = std::move(text);
  return result;
}

std::string honest(const HiddenTests& hidden) {
  const cargo_evaluator::Disguise& works = hidden.programs()[0].tests[0];
  return fmt::format(
      "\nrunning 3 tests\ntest {} ... FAILED\ntest {} ... ok\ntest {} ... FAILED\n\nfailures:\n\ntest "
      "result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n",
      hidden.canary(), works.alias, works.twin);
}

}  // namespace

TEST_CASE("programs of tests get names and a canary that nobody could foresee; other files stay") {
  const auto one = task();
  const HiddenTests hidden(one, 1);
  REQUIRE(hidden.files().size() == 2);
  CHECK(hidden.files()[0].path.starts_with("core/tests/hidden_"));
  CHECK(hidden.files()[0].text.contains(hidden.canary()));
  CHECK(hidden.files()[1] == one.hidden[1]);
  CHECK(HiddenTests(one, 1).canary() == hidden.canary());
  CHECK(HiddenTests(one, 2).canary() != hidden.canary());
}

TEST_CASE("an honest report proves which tests passed") {
  const auto one = task();
  const HiddenTests hidden(one, 1);
  const auto proof = hidden.proof(step(honest(hidden)), hidden.programs()[0]);
  CHECK(proof.problems.empty());
  CHECK(proof.passed == std::vector<std::string>{"works"});
}

TEST_CASE("reports that prove nothing") {
  const auto one = task();
  const HiddenTests hidden(one, 1);
  const std::string good = honest(hidden);
  const auto is_refused = [&](const std::string& text, int exit_code = 101) {
    return !hidden.proof(step(text, exit_code), hidden.programs()[0]).problems.empty();
  };
  CHECK(is_refused(""));
  CHECK(
      is_refused("running 1 test\ntest works ... ok\n\ntest result: ok. 1 passed; 0 failed; 0 ignored; 0 "
                 "measured; 0 filtered out; finished in 0.00s\n",
                 0));
  CHECK(is_refused(good.substr(0, good.find("test result")), 0));
  CHECK(is_refused(good, 0));
  CHECK(is_refused(good + good));
  std::string counts = good;
  counts.replace(counts.find("running 3"), 9, "running 4");
  CHECK(is_refused(counts));
  std::string lively = good;
  lively.replace(lively.find("... FAILED"), 10, "... ok");
  CHECK(is_refused(lively));
  const std::string alias = hidden.programs()[0].tests[0].alias;
  std::string twice = good;
  twice.insert(twice.find("test " + alias), "test " + alias + " ... ok\n");
  CHECK(is_refused(twice));
  auto late = step(good);
  late.outcome.ending = sandbox::Ending::timed_out;
  CHECK_FALSE(hidden.proof(late, hidden.programs()[0]).problems.empty());
}

TEST_CASE("a report that knows the list of tests, but not which of them must fail, proves nothing") {
  const auto one = task();
  const HiddenTests hidden(one, 1);
  const cargo_evaluator::Disguise& works = hidden.programs()[0].tests[0];
  const auto forged = [&](const char* first, const char* second) {
    return fmt::format(
        "\nrunning 3 tests\ntest {} ... FAILED\ntest {} ... {}\ntest {} ... {}\n\ntest result: FAILED. 2 "
        "passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n",
        hidden.canary(), works.alias, first, works.twin, second);
  };
  const auto proof = hidden.proof(step(forged("ok", "ok")), hidden.programs()[0]);
  REQUIRE(proof.problems.size() == 1);
  CHECK(proof.problems[0].contains("every test that must fail"));
  CHECK(hidden.proof(step(forged("FAILED", "ok")), hidden.programs()[0]).passed.empty());
}

TEST_CASE("no evidence shows a name that only the judge may know") {
  const auto one = task();
  const HiddenTests hidden(one, 1);
  std::string twice = honest(hidden);
  const cargo_evaluator::Disguise& works = hidden.programs()[0].tests[0];
  for (const std::string& name : {works.alias, works.twin, hidden.canary()})
    twice.insert(twice.find("\n\nfailures"), "\ntest " + name + " ... FAILED");
  const auto proof = hidden.proof(step(twice), hidden.programs()[0]);
  REQUIRE(proof.problems.size() == 4);
  for (const std::string& line : proof.problems) {
    for (const std::string& name : {works.alias, works.twin, hidden.canary()}) CHECK(!line.contains(name));
  }
}
