// What is published says what it was made from, the version before it stays, and what does not belong together is told.
#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <graph/provenance.hpp>
#include <graph/published_state.hpp>
#include <store/folder_digest.hpp>

#include "workbench.hpp"

namespace fs = std::filesystem;
using namespace flowrun;
using graph::ExitCode;
using graph::RunReport;
using graph::Standing;
using test_support::write_file;

namespace {

// Numbers from a file, published as lines and, as a folder and a total made from those, beside them.
std::string pipeline(const std::string& folder = "", const std::string& spoil = "copies: 1") {
  return fmt::format(
      "  a: {{use: numbers_file, with: {{file: numbers.txt}}}}\n"
      "  x: {{use: spoil, from: a, with: {{{}}}}}\n"
      "  folder: {{use: folder_of_numbers, from: x{}}}\n"
      "  total: {{use: sum, from: x, with: {{keep_order: false}}}}\n"
      "publish: {{lines: x, folder: folder, total: total}}\n",
      spoil, folder);
}

void write_numbers(const Workbench& bench, const std::string& text) {
  write_file(bench.folder() / "numbers.txt", text);
}

graph::Provenance provenance(const Workbench& bench, const std::string& file) {
  const auto found = graph::read_provenance(bench.out() / file);
  REQUIRE_MESSAGE(found, file);
  return *found;
}

std::string text_in(const base::Json& json, std::initializer_list<std::string_view> keys) {
  const base::Json* at = &json;
  for (const std::string_view key : keys) at = &(*at)[key];
  return std::string(at->string());
}

Workbench& with_first_run(Workbench& bench) {
  write_numbers(bench, "1 2 3");
  REQUIRE(bench.run(pipeline()).exit_code == ExitCode::all_well);
  return bench;
}

RunReport run_only(Workbench& bench, const std::string& stage, const std::string& text) {
  graph::RunOptions options;
  options.only = stage;
  return bench.run(text, options);
}

std::vector<graph::PublishedState> states(const Workbench& bench) {
  const auto found = graph::published_states(
      bench.out(), {{"lines", "lines.jsonl", {}}, {"folder", "folder", {}}, {"total", "total.jsonl", {}}});
  REQUIRE(found);
  return *found;
}

}  // namespace

TEST_CASE("what is published says what it was made from, and by which run") {
  Workbench bench;
  with_first_run(bench);
  const auto lines = provenance(bench, "lines.jsonl.provenance.json");
  const auto folder = provenance(bench, "folder/provenance.json");
  const auto digest = store::digest_path(bench.out() / "folder", {.except = "provenance.json"});
  REQUIRE(digest);
  CHECK(folder.digest == digest->hex());
  CHECK(lines.digest == store::digest_of(bench.published("lines.jsonl")).hex());
  CHECK(folder.name == "folder");
  CHECK(folder.pipeline == "test");
  CHECK(folder.run == 1);
  CHECK(folder.made.ends_with('Z'));
  CHECK(text_in(folder.made_from, {"results", "lines"}) == lines.digest);
  CHECK_FALSE(folder.made_from["results"].has("total"));
  CHECK(folder.made_from["inputs"]["a"]["items"].integer() == 3);
  CHECK(text_in(folder.made_from, {"inputs", "a", "digest"}).size() == 64);
  CHECK(text_in(folder.stages, {"x", "type"}) == "spoil");
  CHECK(folder.stages["folder"]["version"].integer() == 1);
  CHECK_FALSE(folder.stages.has("total"));
  CHECK(lines.made_from["results"].members.empty());
  CHECK_FALSE(bench.published("folder/provenance.json").contains(bench.folder().string()));
}

TEST_CASE("a run that publishes the same leaves the provenance as it stands") {
  Workbench bench;
  with_first_run(bench);
  const std::string before = bench.published("folder/provenance.json");
  const auto written = fs::last_write_time(bench.out() / "folder/provenance.json");
  const RunReport same = bench.run(pipeline());
  CHECK(same.published.at(1).is_unchanged);
  CHECK(bench.published("folder/provenance.json") == before);
  CHECK(fs::last_write_time(bench.out() / "folder/provenance.json") == written);
  CHECK_FALSE(fs::exists(bench.out() / ".previous"));
}

TEST_CASE("the same result made from other things gets a provenance that says so, and no previous version") {
  Workbench bench;
  with_first_run(bench);
  const std::string total = bench.published("total.jsonl");
  const std::string input =
      text_in(provenance(bench, "total.jsonl.provenance.json").made_from, {"inputs", "a", "digest"});
  write_numbers(bench, "3 1 2");  // of the same sum
  const RunReport report = bench.run(pipeline());
  CHECK(bench.published("total.jsonl") == total);
  CHECK(report.published.at(2).is_unchanged);
  const auto now = provenance(bench, "total.jsonl.provenance.json");
  CHECK(now.run == 2);
  CHECK(text_in(now.made_from, {"inputs", "a", "digest"}) != input);
  CHECK(text_in(now.made_from, {"results", "lines"}) ==
        provenance(bench, "lines.jsonl.provenance.json").digest);
  CHECK_FALSE(fs::exists(bench.out() / ".previous/total.jsonl"));
  CHECK(fs::exists(bench.out() / ".previous/lines.jsonl"));
}

TEST_CASE("the version that was replaced stays, with its provenance, until the next is") {
  Workbench bench;
  with_first_run(bench);
  CHECK(bench.run(pipeline()).published.at(1).previous.empty());
  for (const char* const numbers : {"1 2 4", "1 2 5"}) {
    const std::string folder = bench.published("folder/numbers.txt"), lines = bench.published("lines.jsonl"),
                      of_folder = bench.published("folder/provenance.json"),
                      of_lines = bench.published("lines.jsonl.provenance.json");
    write_numbers(bench, numbers);
    const RunReport report = bench.run(pipeline());
    CHECK(report.published.at(1).previous == bench.out() / ".previous/folder");
    CHECK(bench.published(".previous/folder/numbers.txt") == folder);
    CHECK(bench.published(".previous/folder/provenance.json") == of_folder);
    CHECK(bench.published(".previous/lines.jsonl") == lines);
    CHECK(bench.published(".previous/lines.jsonl.provenance.json") == of_lines);
    CHECK(bench.published("folder/numbers.txt") != folder);
  }
}

TEST_CASE(
    "a result that was made from another than stands there now is told, and marked until it belongs again") {
  Workbench bench;
  with_first_run(bench);
  const std::string other = pipeline("", "copies: 2");
  const std::string then = provenance(bench, "lines.jsonl.provenance.json").digest;
  const RunReport report = run_only(bench, "x", other);
  CHECK(report.exit_code == ExitCode::all_well);
  const std::string now = provenance(bench, "lines.jsonl.provenance.json").digest;
  CHECK(report.mismatches ==
        std::vector<graph::Mismatch>{{"folder", "lines", then, now}, {"total", "lines", then, now}});
  const auto marked = provenance(bench, "folder/provenance.json");
  CHECK(marked.run == 1);
  CHECK(text_in(marked.out_of_date, {"lines", "made_from"}) == then);
  CHECK(text_in(marked.out_of_date, {"lines", "stands"}) == now);
  SUBCASE("made again") {
    CHECK(run_only(bench, "folder", other).mismatches.size() == 1);
    CHECK(bench.run(other).mismatches.empty());
  }
  SUBCASE("what it was made from comes back") { CHECK(bench.run(pipeline()).mismatches.empty()); }
  CHECK(provenance(bench, "folder/provenance.json").out_of_date.is_null());
  CHECK(provenance(bench, "total.jsonl.provenance.json").out_of_date.is_null());
}

TEST_CASE("a stage that runs alone says what the run was made from whose records it took") {
  Workbench bench;
  with_first_run(bench);
  const std::string other = pipeline("", "copies: 2");
  run_only(bench, "x", other);
  const auto lines = provenance(bench, "lines.jsonl.provenance.json");
  CHECK(lines.run == 2);
  CHECK(lines.made_from["inputs"] == provenance(bench, "total.jsonl.provenance.json").made_from["inputs"]);
  run_only(bench, "folder", other);
  const auto folder = provenance(bench, "folder/provenance.json");
  CHECK(folder.run == 3);
  CHECK(text_in(folder.made_from, {"results", "lines"}) == lines.digest);
  CHECK(folder.made_from["inputs"] == lines.made_from["inputs"]);
  CHECK(text_in(folder.stages, {"a", "type"}) == "numbers_file");
}

TEST_CASE("a folder with a provenance.json of its own keeps it: flowrun's lies beside") {
  Workbench bench;
  write_numbers(bench, "1 2 3");
  const std::string own = pipeline(", with: {also: provenance.json}");
  for (const char* const numbers : {"1 2 3", "1 2 4"}) {
    write_numbers(bench, numbers);
    REQUIRE(bench.run(own).exit_code == ExitCode::all_well);
    CHECK(bench.published("folder/provenance.json") == "{}");
    const auto digest = store::digest_path(bench.out() / "folder");
    REQUIRE(digest);
    CHECK(provenance(bench, "folder.provenance.json").digest == digest->hex());
  }
  CHECK(fs::exists(bench.out() / ".previous/folder.provenance.json"));
  write_file(bench.out() / "folder/provenance.json", "edited");
  write_numbers(bench, "1 2 5");
  CHECK(bench.run(own).exit_code == ExitCode::finished_with_failures);
  CHECK(bench.published("folder/provenance.json") == "edited");
}

TEST_CASE("a provenance that was edited or lost is no change of the result, and is made anew") {
  Workbench bench;
  with_first_run(bench);
  SUBCASE("edited") { write_file(bench.out() / "folder/provenance.json", "edited"); }
  SUBCASE("lost") { fs::remove(bench.out() / "folder/provenance.json"); }
  SUBCASE("and the result is replaced") {
    write_file(bench.out() / "folder/provenance.json", "edited");
    write_numbers(bench, "1 2 4");
  }
  CHECK(bench.run(pipeline()).exit_code == ExitCode::all_well);
  CHECK(provenance(bench, "folder/provenance.json").name == "folder");
}

TEST_CASE("a user's file where a provenance should lie beside a result stays, and is told") {
  Workbench bench;
  write_file(bench.out() / "lines.jsonl.provenance.json", "mine");
  write_numbers(bench, "1 2 3");
  const RunReport report = bench.run(pipeline());
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(report.problems.at(0).contains(
      "lines.jsonl.provenance.json stands there, and flowrun did not write it"));
  CHECK(bench.published("lines.jsonl.provenance.json") == "mine");
}

TEST_CASE("what stands where results are published is told beside what was written") {
  Workbench bench;
  CHECK(states(bench).at(0).standing == Standing::unpublished);
  with_first_run(bench);
  for (const auto& state : states(bench)) CHECK(state.is_well());
  CHECK(states(bench).at(1).provenance->run == 1);
  write_file(bench.out() / "folder/numbers.txt", "edited");
  write_file(bench.out() / "folder/labels.csv", "mine");
  fs::remove(bench.out() / "folder/sub/count.txt");
  fs::remove(bench.out() / "total.jsonl");
  const auto now = states(bench);
  CHECK(now.at(0).is_well());
  CHECK(now.at(1).standing == Standing::changed);
  CHECK(now.at(1).changed == std::vector<std::string>{"numbers.txt"});
  CHECK(now.at(1).added == std::vector<std::string>{"labels.csv"});
  CHECK(now.at(1).missing == std::vector<std::string>{"sub/count.txt"});
  CHECK(now.at(2).standing == Standing::missing);
  fs::remove(bench.out() / ".published.json");
  CHECK(states(bench).at(0).standing == Standing::unknown);
}
