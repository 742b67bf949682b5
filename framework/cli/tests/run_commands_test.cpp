#include <doctest/doctest.h>

#include <base/json.hpp>
#include <test_support/temporary_folder.hpp>

#include "command.hpp"

using flowrun::graph::ExitCode;
using test_support::TemporaryFolder;

namespace {

// A pipeline of test stages with a store of its own.
class Runs {
 public:
  Runs() {
    folder_.write("demo.yaml",
                  "flowrun: 1\nname: demo\nstages:\n"
                  "  a: {use: numbers, with: {items: 12}}\n"
                  "  x: {use: spoil, from: a, on_failure: {tolerate: 12}}\n"
                  "  total: {use: sum, from: x}\npublish: {total: total}\n");
  }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  [[nodiscard]] CommandResult run(const std::vector<std::string>& more = {}) const {
    return words({"run"}, more);
  }
  // `after` are options and arguments behind the file.
  [[nodiscard]] CommandResult words(std::vector<std::string> words,
                                    const std::vector<std::string>& after = {}) const {
    for (const std::string& word :
         {path("demo.yaml").string(), std::string("--plugin-dir"), std::string(TEST_PLUGINS),
          std::string("--store"), path("store").string(), std::string("--out"), path("out").string()})
      words.push_back(word);
    words.insert(words.end(), after.begin(), after.end());
    return command(words);
  }
  [[nodiscard]] base::Json json(const std::string& name, std::vector<std::string> after = {}) const {
    after.emplace_back("--json");
    const auto answer = words({name}, after);
    REQUIRE(answer.exit_code == ExitCode::all_well);
    const auto parsed = base::parse_json(answer.out);
    REQUIRE(parsed);
    return *parsed;
  }

 private:
  TemporaryFolder folder_;
};

const base::Json* difference(const base::Json& diff, std::string_view what, std::string_view name) {
  for (const base::Json& one : diff["differences"].items)
    if (one["what"].string() == what && one["name"].string() == name) return &one;
  return nullptr;
}

}  // namespace

TEST_CASE("asking for runs where there is no store says to run first") {
  const Runs runs;
  for (const char* name : {"runs", "diff", "failures"}) {
    const auto answer = runs.words({name});
    CHECK(answer.exit_code == ExitCode::finished_with_failures);
    CHECK(answer.error.contains("run the pipeline first"));
    CHECK(answer.out.empty());
  }
}

TEST_CASE("runs lists the newest first, with what was asked and what they did") {
  const Runs runs;
  REQUIRE(runs.run().exit_code == ExitCode::all_well);
  REQUIRE(runs.run({"--set", "x.drop_every=4", "--seed", "3"}).exit_code == ExitCode::all_well);
  const base::Json all = runs.json("runs");
  REQUIRE(all["runs"].items.size() == 2);
  const base::Json& last = all["runs"].items[0];
  CHECK(last["id"].integer() == 2);
  CHECK(last["ended"].string() == "finished");
  CHECK(last["asked"].dump() == R"({"set":["x.drop_every=4"],"seed":3})");
  CHECK(last["dropped"].integer() == 3);
  CHECK(all["runs"].items[1]["id"].integer() == 1);
  CHECK(runs.json("runs", {"-n", "1"})["runs"].items.size() == 1);
  CHECK(runs.words({"runs"}).out.contains("--set x.drop_every=4 --seed 3"));
}

TEST_CASE("a repeated run is no different") {
  const Runs runs;
  REQUIRE(runs.run().exit_code == ExitCode::all_well);
  CHECK(runs.words({"diff"}).error.contains("there are no two runs"));
  REQUIRE(runs.run().exit_code == ExitCode::all_well);
  CHECK(runs.words({"diff"}).out == "run 1 and run 2: nothing is different\n");
}

TEST_CASE("diff shows what was asked, settings, inputs, counts and results that differ") {
  const Runs runs;
  REQUIRE(runs.run().exit_code == ExitCode::all_well);
  REQUIRE(runs.run({"--set", "a.items=14", "--set", "x.drop_every=4"}).exit_code == ExitCode::all_well);
  const base::Json diff = runs.json("diff");
  CHECK(diff["before"].integer() == 1);
  CHECK(diff["now"].integer() == 2);
  const auto* asked = difference(diff, "asked", "--set x.drop_every");
  REQUIRE(asked);
  CHECK((*asked)["before"].is_null());
  CHECK((*asked)["now"].string() == "4");
  const auto* setting = difference(diff, "settings", "drop_every");
  REQUIRE(setting);
  CHECK(setting->dump() ==
        R"({"what":"settings","stage":"x","name":"drop_every","before":0,"now":4,"change":4})");
  CHECK(difference(diff, "inputs", "digest"));
  CHECK(difference(diff, "counts", "dropped"));
  CHECK(difference(diff, "published", "total"));
  CHECK(diff["items"].dump() == R"([{"stage":"a","added":["n12","n13"],"removed":[],"changed":[]}])");
  CHECK(runs.json("diff", {"2", "1"})["items"].items[0]["removed"].items.size() == 2);
}

TEST_CASE("diff names runs that are not there, or whose folder is gone") {
  const Runs runs;
  REQUIRE(runs.run().exit_code == ExitCode::all_well);
  REQUIRE(runs.run().exit_code == ExitCode::all_well);
  CHECK(runs.words({"diff"}, {"9"}).error.contains("there is no run 9"));
  std::filesystem::remove_all(runs.path("store/runs/1"));
  CHECK(runs.words({"diff"}).error.contains("what was kept of run 1 is gone or damaged"));
}

TEST_CASE("failures lists every dead letter and the command that tries again") {
  const Runs runs;
  REQUIRE(runs.run({"--set", "x.fail_every=5", "--set", "x.reject_every=7"}).exit_code == ExitCode::all_well);
  const auto failed = runs.words({"failures"});
  CHECK(failed.out.contains("x: n10: failed: spoilt\n    why: 10\n"));
  CHECK_FALSE(failed.out.contains("rejected"));
  CHECK(failed.error.contains("1 more were rejected"));
  CHECK(failed.out.contains("demo.yaml --retry --set x.fail_every=5 --set x.reject_every=7 --store "));
  const base::Json all = runs.json("failures", {"--all"});
  REQUIRE(all["failures"].items.size() == 4);
  CHECK(all["failures"].items[3]["what"].string() == "rejected");
  CHECK(all["failures"].items[3]["record"].string() == "n7");

  // The store knows them, too.
  std::filesystem::remove_all(runs.path("store/runs/1"));
  CHECK(runs.json("failures", {"--all"})["failures"].items.size() == 4);
  CHECK(runs.json("failures", {"--rejects"})["failures"].items.size() == 1);

  REQUIRE(runs.run().exit_code == ExitCode::all_well);
  CHECK(runs.words({"failures"}).out == "in run 2 (finished) no record failed\n");
  CHECK(runs.json("failures", {"--run", "1"})["failures"].items.size() == 3);
}
