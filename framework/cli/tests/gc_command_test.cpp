// flowrun gc: what it prints, and when it refuses. What it frees: the store's tests.
#include <doctest/doctest.h>

#include <base/json.hpp>
#include <store/store.hpp>
#include <test_support/temporary_folder.hpp>

#include "command.hpp"

using flowrun::graph::ExitCode;
using test_support::TemporaryFolder;

namespace {

class Garbage {
 public:
  Garbage() {
    folder_.write("demo.yaml",
                  "flowrun: 1\nname: demo\nstages:\n"
                  "  a: {use: numbers, with: {items: 12}}\n"
                  "  x: {use: spoil, from: a}\n"
                  "  total: {use: sum, from: x}\npublish: {total: total}\n");
  }
  [[nodiscard]] std::filesystem::path store() const { return folder_ / "store"; }
  [[nodiscard]] std::string file() const { return (folder_ / "demo.yaml").string(); }

  [[nodiscard]] CommandResult run(std::vector<std::string> more = {}) const {
    more.insert(more.begin(),
                {"run", file(), "--plugin-dir", TEST_PLUGINS, "--out", (folder_ / "out").string()});
    return with_store(std::move(more));
  }
  [[nodiscard]] CommandResult gc(std::vector<std::string> more = {}) const {
    more.insert(more.begin(), "gc");
    return with_store(std::move(more));
  }
  [[nodiscard]] base::Json json(std::vector<std::string> more = {}) const {
    more.emplace_back("--json");
    const auto answer = gc(std::move(more));
    REQUIRE(answer.exit_code == ExitCode::all_well);
    const auto parsed = base::parse_json(answer.out);
    REQUIRE(parsed);
    return *parsed;
  }

 private:
  [[nodiscard]] CommandResult with_store(std::vector<std::string> words) const {
    words.insert(words.end(), {"--store", store().string()});
    return command(words);
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("gc tells what it freed and what remains, and frees it once") {
  const Garbage demo;
  REQUIRE(demo.run().exit_code == ExitCode::all_well);
  REQUIRE(demo.run({"--set", "a.items=14", "--set", "x.drop_every=5"}).exit_code == ExitCode::all_well);
  const base::Json told = demo.json({"--keep", "1", "--dry-run"});
  CHECK(told["dry_run"].is_true());
  CHECK(told["freed"]["runs"]["count"].integer() == 1);
  CHECK(told["freed"]["units"]["count"].integer() == 25);  // each is keyed by what was set
  CHECK(told["remaining"]["runs"].integer() == 1);
  CHECK(told["remaining"]["units"].integer() == 29);
  CHECK(demo.gc({"--keep", "1", "--dry-run"}).out.starts_with("would be freed"));
  const auto freed = demo.gc({demo.file(), "--keep", "1"});
  CHECK(freed.exit_code == ExitCode::all_well);
  CHECK(freed.error.empty());
  CHECK(freed.out.starts_with("freed "));
  CHECK(freed.out.contains("\nunits "));
  CHECK(freed.out.contains("\nremaining: 1 run, 29 units, "));
  CHECK(demo.gc({"--keep", "1"}).out.starts_with("nothing is to be freed\nremaining: 1 run, "));
  CHECK(demo.json({"--keep", "1"})["freed_bytes"].integer() == 0);
  CHECK(demo.json()["dry_run"].dump() == "false");
}

TEST_CASE("gc refuses what it cannot understand, a store that is not there, and one that is in use") {
  const Garbage demo;
  for (const std::string age : {"30", "-5d", "5x", "99999999999999w", ""}) {
    CAPTURE(age);
    const auto answer = demo.gc({"--older-than", age});
    CHECK(answer.exit_code == ExitCode::usage_error);
    CHECK(answer.error.contains("is no age: give hours, days or weeks"));
  }
  CHECK(demo.gc({"--keep", "0"}).exit_code == ExitCode::usage_error);
  CHECK(demo.gc({demo.file() + ".not"}).exit_code == ExitCode::usage_error);
  const auto none = demo.gc();
  CHECK(none.exit_code == ExitCode::finished_with_failures);
  CHECK(none.error.contains("run the pipeline first"));
  CHECK_FALSE(std::filesystem::exists(demo.store()));
  const auto store = flowrun::store::Store::open(demo.store());
  const auto in_use = demo.gc();
  CHECK(in_use.exit_code == ExitCode::usage_error);
  CHECK(in_use.error.contains("is in use"));
  CHECK(demo.gc({"--older-than", "12h", "--dry-run"}).exit_code == ExitCode::all_well);
}
