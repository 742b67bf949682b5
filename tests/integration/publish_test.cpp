// Results are replaced with care: by something, together, and only where flowrun wrote what stands there.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

namespace fs = std::filesystem;
using flowrun::graph::ExitCode;
using flowrun::graph::RunReport;
using test_support::read_file;
using test_support::write_file;

namespace {

// Numbers from numbers.txt, published as lines, as a total and as a folder. `spoil` are parameters of the stage between.
std::string pipeline(const std::string& spoil = "copies: 1", const std::string& publish = "") {
  return fmt::format(
      "  a: {{use: numbers_file, with: {{file: numbers.txt}}}}\n"
      "  x: {{use: spoil, from: a, with: {{{}}}}}\n"
      "  folder: {{use: folder_of_numbers, from: x}}\n"
      "publish: {}\n",
      spoil, publish.empty() ? "{lines: x, folder: folder}" : publish);
}

void write_numbers(const Workbench& bench, const std::string& text) {
  write_file(bench.folder() / "numbers.txt", text);
}

bool has_problem(const RunReport& report, const std::string& part) {
  return std::ranges::any_of(report.problems, [&](const auto& problem) { return problem.contains(part); });
}

// No file of ours is left beside the results.
bool is_tidy(const Workbench& bench) {
  return std::ranges::none_of(fs::directory_iterator(bench.out()), [](const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    return name.starts_with('.') && name != ".published.json" && name != ".previous";
  });
}

Workbench& with_first_run(Workbench& bench) {
  write_numbers(bench, "1 2 3");
  REQUIRE(bench.run(pipeline()).exit_code == ExitCode::all_well);
  return bench;
}

}  // namespace

TEST_CASE("a result without records never replaces one: the error counts the losses and names the setting") {
  Workbench bench;
  with_first_run(bench);
  const RunReport report = bench.run(pipeline("drop_every: 1"));
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(has_problem(report, "lines was not published (there is no record in it: x dropped 3: multiple)"));
  CHECK(has_problem(report, "write `publish: {lines: {from: x, allow_empty: true}}` in "));
  CHECK(has_problem(report, "folder was not published (there is no record in it: x dropped 3: multiple)"));
  CHECK(bench.published("lines.jsonl") == "{\"value\":1}\n{\"value\":2}\n{\"value\":3}\n");
  CHECK(bench.published("folder/numbers.txt") == "1\n2\n3\n");
  CHECK(is_tidy(bench));
}

TEST_CASE("a first result without records is refused as well") {
  Workbench bench;
  write_numbers(bench, "");
  const RunReport report = bench.run(pipeline());
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(
      has_problem(report, "lines was not published (there is no record in it: there was none to begin with"));
  CHECK_FALSE(fs::exists(bench.out() / "lines.jsonl"));
  CHECK_FALSE(fs::exists(bench.out() / "folder"));
}

TEST_CASE("with allow_empty a result without records is published") {
  Workbench bench;
  with_first_run(bench);
  const std::string allowed =
      "{lines: {from: x, allow_empty: true}, folder: {from: folder, allow_empty: true}}";
  CHECK(bench.run(pipeline("drop_every: 1", allowed)).exit_code == ExitCode::all_well);
  CHECK(bench.published("lines.jsonl").empty());
  CHECK(bench.published("folder/numbers.txt").empty());
}

TEST_CASE("a user's file in a published folder is kept, and named") {
  Workbench bench;
  with_first_run(bench);
  write_file(bench.out() / "folder/sub/labels.csv", "mine");
  write_numbers(bench, "1 2 4");
  const RunReport report = bench.run(pipeline());
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(has_problem(report,
                    "folder/sub/labels.csv was not written by flowrun): what stood there before is "
                    "unchanged; move it away, or publish elsewhere with --out DIR"));
  CHECK(bench.published("folder/sub/labels.csv") == "mine");
  CHECK(bench.published("folder/numbers.txt") == "1\n2\n3\n");
  fs::remove(bench.out() / "folder/sub/labels.csv");
  CHECK(bench.run(pipeline()).exit_code == ExitCode::all_well);
  CHECK(bench.published("folder/numbers.txt") == "1\n2\n4\n");
}

TEST_CASE("a published file that was edited since is kept, and named") {
  for (const char* const name : {"lines.jsonl", "folder/numbers.txt"}) {
    CAPTURE(name);
    Workbench bench;
    with_first_run(bench);
    write_file(bench.out() / name, "edited");
    const RunReport report = bench.run(pipeline());
    CHECK(report.exit_code == ExitCode::finished_with_failures);
    CHECK(has_problem(report, std::string(name) + " was changed since flowrun wrote it"));
    CHECK(bench.published(name) == "edited");
    CHECK(is_tidy(bench));
  }
}

TEST_CASE("what is missing of a result is made again, with or without the store") {
  Workbench bench;
  with_first_run(bench);
  fs::remove(bench.out() / "folder/numbers.txt");
  fs::remove(bench.out() / "lines.jsonl");
  SUBCASE("with it") {}
  SUBCASE("without") { fs::remove_all(bench.store()); }
  CHECK(bench.run(pipeline()).exit_code == ExitCode::all_well);
  CHECK(bench.published("folder/numbers.txt") == "1\n2\n3\n");
  CHECK(bench.published("lines.jsonl") == "{\"value\":1}\n{\"value\":2}\n{\"value\":3}\n");
}

TEST_CASE("what stands there without a record of it is refused, unless it is what comes") {
  Workbench bench;
  with_first_run(bench);
  fs::remove(bench.out() / ".published.json");
  const RunReport same = bench.run(pipeline());
  CHECK(same.exit_code == ExitCode::all_well);
  CHECK(same.published.at(1).is_unchanged);
  fs::remove(bench.out() / ".published.json");
  write_numbers(bench, "1 2 4");
  const RunReport other = bench.run(pipeline());
  CHECK(other.exit_code == ExitCode::finished_with_failures);
  CHECK(has_problem(other, "folder stands there, and there is no record that flowrun wrote it"));
  CHECK(bench.published("folder/numbers.txt") == "1\n2\n3\n");
}

TEST_CASE("a link in a result's place is not flowrun's") {
  Workbench bench;
  with_first_run(bench);
  fs::rename(bench.out() / "folder", bench.folder() / "elsewhere");
  fs::create_directory_symlink(bench.folder() / "elsewhere", bench.out() / "folder");
  CHECK(bench.run(pipeline()).exit_code == ExitCode::all_well);
  write_numbers(bench, "1 2 4");
  CHECK(bench.run(pipeline()).exit_code == ExitCode::finished_with_failures);
  CHECK(fs::is_symlink(bench.out() / "folder"));
  CHECK(read_file(bench.folder() / "elsewhere/numbers.txt") == "1\n2\n3\n");
}

TEST_CASE("what a killed run was about to replace is completed, even if its stage fails in the next run") {
  Workbench bench;
  with_first_run(bench);
  // As a run leaves it that is killed when everything is aside: what comes is known as it will be.
  Workbench other;
  write_numbers(other, "1 2 4");
  REQUIRE(other.run(pipeline()).exit_code == ExitCode::all_well);
  fs::rename(other.out() / "lines.jsonl", bench.out() / ".lines.jsonl.flowrun-new");
  fs::rename(other.out() / "folder", bench.out() / ".folder.flowrun-new");
  const std::string come = read_file(other.out() / ".published.json");
  const std::size_t results = come.find("\"results\"");
  std::string known = read_file(bench.out() / ".published.json");
  known.insert(known.find("\"results\""),
               "\"expected\"" + come.substr(results + 9, come.rfind('}') - results - 9) + ",");
  write_file(bench.out() / ".published.json", known);
  CHECK(bench.run(pipeline("fail_every: 2")).exit_code == ExitCode::finished_with_failures);
  CHECK(bench.published("lines.jsonl") == "{\"value\":1}\n{\"value\":2}\n{\"value\":4}\n");
  CHECK(bench.published("folder/numbers.txt") == "1\n2\n4\n");
  CHECK(is_tidy(bench));
}

TEST_CASE("if one of the results cannot be replaced, none is") {
  Workbench bench;
  const std::string three = "{first: x, second: folder, third: a}";
  write_numbers(bench, "1 2 3");
  REQUIRE(bench.run(pipeline("copies: 1", three)).exit_code == ExitCode::all_well);
  write_file(bench.out() / "third.jsonl", "mine");
  write_numbers(bench, "1 2 4");
  const RunReport report = bench.run(pipeline("copies: 1", three));
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(has_problem(report, "first was not published (results are replaced together, and third cannot be)"));
  CHECK(bench.published("first.jsonl") == "{\"value\":1}\n{\"value\":2}\n{\"value\":3}\n");
  CHECK(bench.published("second/numbers.txt") == "1\n2\n3\n");
  CHECK(is_tidy(bench));
  fs::remove(bench.out() / "third.jsonl");
  CHECK(bench.run(pipeline("copies: 1", three)).exit_code == ExitCode::all_well);
  CHECK(bench.published("second/numbers.txt") == "1\n2\n4\n");
}
