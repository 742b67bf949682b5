#include "outcomes.hpp"

#include <doctest/doctest.h>

#include <cargo_evaluator/scoring.hpp>

using rust_tasks::CriterionName;
using rust_tasks::VerdictStatus;

namespace {

cargo::Step step(sandbox::Ending ending, std::string errors = "") {
  cargo::Step result;
  result.command = "cargo build";
  result.outcome.ending = ending;
  result.outcome.exit_code = 101;
  result.outcome.stderr_text = std::move(errors);
  return result;
}

rust_tasks::Criterion criterion(CriterionName name, double score, bool applicable = true) {
  return {.name = name, .applicable = applicable, .score = score, .evidence = {}};
}

}  // namespace

TEST_CASE("limits and crashes have a status of their own") {
  using sandbox::Ending;
  CHECK(cargo_evaluator::broken_status(step(Ending::timed_out)) == VerdictStatus::timeout);
  CHECK(cargo_evaluator::broken_status(step(Ending::out_of_memory)) == VerdictStatus::oom);
  CHECK(cargo_evaluator::broken_status(step(Ending::out_of_disk)) == VerdictStatus::disk);
  CHECK(cargo_evaluator::broken_status(step(Ending::too_much_output)) == VerdictStatus::output_limit);
  CHECK(cargo_evaluator::broken_status(
            step(Ending::exited,
                 "error: could not compile `a`\n  process didn't exit successfully (signal: 11, SIGSEGV)")) ==
        VerdictStatus::ice);
  CHECK(cargo_evaluator::broken_status(step(Ending::exited, "error[E0382]: use of moved value")) ==
        std::nullopt);
}

TEST_CASE("cargo's resolver texts become statuses") {
  const auto status = [](const char* text) {
    return cargo_evaluator::lock_status(step(sandbox::Ending::exited, text));
  };
  CHECK(status("error: no matching package found\nsearched package name: `x`") ==
        VerdictStatus::unresolvable_dependency);
  CHECK(status("error: failed to select a version for the requirement `a = \"^9\"`") ==
        VerdictStatus::unresolvable_dependency);
  CHECK(status("error: failed to parse manifest at `/src/Cargo.toml`") == VerdictStatus::manifest_error);
  CHECK(status("error: something new") == VerdictStatus::lock_error);
}

TEST_CASE("of a crate that was not changed, a cut conversation has its own status") {
  using rust_tasks::Ended;
  CHECK(cargo_evaluator::unchanged_status(Ended::answered) == VerdictStatus::empty_answer);
  CHECK(cargo_evaluator::unchanged_status(Ended::token_limit) == VerdictStatus::token_limit);
  CHECK(cargo_evaluator::unchanged_status(Ended::format_error) == VerdictStatus::format_error);
}

TEST_CASE("failed tests are named, and a run that names none could not end") {
  cargo::Step run;
  run.outcome.stdout_text =
      "running 2 tests\ntest b ... FAILED\ntest a ... FAILED\n\ntest result: FAILED. 0 passed; 2 failed; 0 "
      "ignored; 0 "
      "measured; 0 filtered out; finished in 0.00s\n";
  CHECK(criteria::evidence_of(cargo_evaluator::failed_tests(run)) ==
        std::vector<std::string>{"note: the crate's own test `a` fails",
                                 "note: the crate's own test `b` fails"});
  CHECK(cargo_evaluator::failed_tests(run, 1).size() == 1);
  run.outcome.stdout_text.clear();
  CHECK(cargo_evaluator::failed_tests(run).front().what ==
        "the crate's own tests cannot be run to their end");
}

TEST_CASE("evidence names no place of the sandbox") {
  CHECK(cargo_evaluator::without_places("error: failed to parse manifest at `/src/Cargo.toml`") ==
        "error: failed to parse manifest at `Cargo.toml`");
  CHECK(cargo_evaluator::without_places("core/src/lib.rs and /src/core/src/lib.rs") ==
        "core/src/lib.rs and core/src/lib.rs");
  const auto faults = cargo_evaluator::errors_of(
      step(sandbox::Ending::exited,
           "error: failed to load manifest for `/src/a`\n\nCaused by:\n  no such file /src/a/Cargo.toml\n"));
  REQUIRE(faults.size() == 2);
  CHECK(faults[1].what == "no such file a/Cargo.toml");
}

TEST_CASE("the total is the weighted mean over what applies") {
  rust_tasks::Verdict verdict;
  verdict.criteria = {criterion(CriterionName::builds, 1), criterion(CriterionName::no_unwrap, 0.5),
                      criterion(CriterionName::lifetimes, 0, false),
                      criterion(CriterionName::hidden_tests, 1)};
  cargo_evaluator::score(verdict);
  CHECK(verdict.total == doctest::Approx((0.25 + 0.05 + 0.25) / 0.6));
  CHECK_FALSE(verdict.strict);
  verdict.criteria[1].score = 1;
  cargo_evaluator::score(verdict);
  CHECK(verdict.total == doctest::Approx(1));
  CHECK(verdict.strict);
  verdict.criteria.clear();
  cargo_evaluator::score(verdict);
  CHECK(verdict.total == 0);
  CHECK_FALSE(verdict.strict);
}

TEST_CASE("the weights are whole") {
  double sum = 0;
  for (const auto name : cargo_evaluator::all_criteria) sum += cargo_evaluator::weight_of(name);
  CHECK(sum == doctest::Approx(1));
}
