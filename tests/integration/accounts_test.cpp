// A collector that tells of the stages before it tells the ledger's numbers, and runs again when they change.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::RunReport;

namespace {

// `books` as the stage that tells, `spoil` as what x does.
std::string pipeline(std::string_view books, std::string_view spoil) {
  return fmt::format(
      "  a: {{use: numbers, with: {{items: 12, per_item: 2, bad_items: 1, bad_parts: 1}}}}\n"
      "  x: {{use: spoil, from: a, with: {{{}}}, on_failure: {{tolerate: 100%}}}}\n"
      "  total: {{use: sum, from: x}}\n"
      "  told: {{use: {}, from: x}}\n"
      "publish: {{told: told}}\n",
      spoil, books);
}

std::uint64_t units_run(const RunReport& report, const char* name) { return stage(report, name).units_run; }

}  // namespace

TEST_CASE("the accounts are those of the ledger, for any collector and however many threads run") {
  for (const char* books : {"books", "books_streaming"}) {
    for (const std::size_t jobs : {1, 2, 8}) {
      INFO(books << " with " << jobs);
      Workbench bench;
      const RunReport report = bench.run(
          pipeline(books, "copies: 3, drop_every: 5, fail_every: 7, reject_every: 11"), {.jobs = jobs});
      CHECK(report.exit_code == ExitCode::all_well);
      // Of the odd numbers to 23: 5 and 15 are dropped, 7 and 21 fail, 11 is rejected.
      CHECK(bench.published("told.jsonl")
                .contains("numbers lists 13 emits 12 rejects 1 and 12 fails 0 out 12 {\\\"items\\\":12,"));
      CHECK(bench.published("told.jsonl")
                .contains("spoil takes 12 emits 7 rejects 1 and 0 fails 2 drops 2 multiple out 21 "
                          "{\\\"copies\\\":3,"));
      CHECK(account(report, "x").emitted == 7);
    }
  }
}

TEST_CASE("what is dropped upstream is part of the key, even where the same records come") {
  for (const char* books : {"books", "books_streaming"}) {
    INFO(books);
    Workbench bench;
    test_support::write_file(bench.folder() / "numbers.txt", "1 3 5");
    const std::string stages = fmt::format(
        "  a: {{use: numbers_file, with: {{file: numbers.txt}}}}\n"
        "  x: {{use: spoil, from: a, with: {{drop_every: 2}}}}\n"
        "  total: {{use: sum, from: x}}\n  told: {{use: {}, from: x}}\npublish: {{told: told}}\n",
        books);
    bench.run(stages);
    CHECK(units_run(bench.run(stages), "told") == 0);
    test_support::write_file(bench.folder() / "numbers.txt", "1 3 5 8");
    const RunReport report = bench.run(stages);
    CHECK(units_run(report, "total") == 0);
    CHECK(units_run(report, "told") == 1);
    CHECK(bench.published("told.jsonl").contains("drops 1 multiple"));
    CHECK(units_run(bench.run(stages), "told") == 0);
    test_support::write_file(bench.folder() / "numbers.txt", "1 3 5");
    CHECK(units_run(bench.run(stages), "told") == 0);  // the store knows that one, too
  }
}

TEST_CASE("a stage that is run alone has the accounts of the whole run") {
  for (const char* middle : {"spoil", "spoil_cheaply"}) {
    INFO(middle);
    Workbench bench;
    const std::string stages = fmt::format(
        "  a: {{use: numbers, with: {{items: 12, per_item: 2, bad_items: 1, bad_parts: 1}}}}\n"
        "  x: {{use: {}, from: a, with: {{drop_every: 5, reject_every: 11}}}}\n"
        "  z: {{use: spoil, from: x, with: {{drop_every: 3}}}}\n"
        "  sums: {{use: sum, from: z, with: {{drop_every: 13, reject_every: 17}}}}\n"
        "  by: {{use: shift, from: {{numbers: z, by: sums}}}}\n"
        "  told: {{use: books, from: by}}\npublish: {{told: told}}\n",
        middle);
    bench.run(stages);
    const std::string told = bench.published("told.jsonl");
    CHECK(told.contains("sum takes"));
    const RunReport alone = bench.run(stages, {.only = "told"});
    CHECK(alone.exit_code == ExitCode::all_well);
    CHECK(units_run(alone, "told") == 0);
    CHECK(units_run(bench.run(stages, {.only = "told", .force = {"told"}}), "told") == 1);
    CHECK(bench.published("told.jsonl") == told);
    CHECK(units_run(bench.run(stages, {.from = "by"}), "told") == 0);
  }
}

TEST_CASE("who has not the trait, or asks before the input has ended, fails with what to do") {
  Workbench bench;
  const RunReport report = bench.run(
      "  a: {use: numbers}\n  none: {use: no_books, from: a}\n"
      "  early: {use: books, from: a, with: {asks_early: true}}\n");
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  REQUIRE(report.problems.size() == 2);
  CHECK(report.problems[0].contains("give it the trait `reads_accounts`"));
  CHECK(report.problems[1].contains("ask when `next` has given nothing"));
}
