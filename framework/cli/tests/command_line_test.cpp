#include <algorithm>
#include <utility>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <base/json.hpp>
#include <test_support/temporary_folder.hpp>

#include "command.hpp"

using flowrun::graph::ExitCode;
using test_support::read_file;
using test_support::TemporaryFolder;

namespace {

// A pipeline file of test stages with a store and results of its own.
class Pipeline {
 public:
  explicit Pipeline(const std::string& stages) {
    folder_.write("demo.yaml", "flowrun: 1\nname: demo\nstages:\n" + stages);
  }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }
  [[nodiscard]] std::string file() const { return (folder_ / "demo.yaml").string(); }

  // `before` stands before the file, `after` behind the options that every call has.
  [[nodiscard]] CommandResult run(const std::vector<std::string>& before,
                                  const std::vector<std::string>& after = {}) const {
    std::vector<std::string> words = before;
    for (const std::string& word :
         {file(), std::string("--plugin-dir"), std::string(TEST_PLUGINS), std::string("--store"),
          (folder_ / "store").string(), std::string("--out"), (folder_ / "out").string()})
      words.push_back(word);
    words.insert(words.end(), after.begin(), after.end());
    return command(words);
  }

 private:
  TemporaryFolder folder_;
};

const std::string counted =
    "  a: {use: numbers, with: {items: 3}}\n  total: {use: sum, from: a}\npublish: {total: total}\n";

bool has(const std::string& text, const std::string& part) { return text.contains(part); }

}  // namespace

TEST_CASE("an option takes one value, and the word behind it is FILE or STAGE") {
  const Pipeline one(counted);
  REQUIRE(one.run({"run", "--force", "a"}).exit_code == ExitCode::all_well);
  CHECK(one.run({"run", "--limit", "2"}).exit_code == ExitCode::all_well);
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"--set", "a.items=3"}, {"--plugin-dir", TEST_PLUGINS}}) {
    std::vector<std::string> asked = words;
    asked.insert(asked.end(), {"a", "--json"});
    CHECK(one.run({"why"}, asked).exit_code == ExitCode::all_well);
  }
}

TEST_CASE("help is the usage text; without arguments the first steps are shown") {
  const std::string usage = read_file(USAGE_FILE);
  const auto asked = command({"--help"});
  CHECK(asked.exit_code == ExitCode::all_well);
  CHECK(asked.out == usage);
  CHECK(asked.error.empty());
  const auto silent = command({});
  CHECK(silent.exit_code == ExitCode::all_well);
  CHECK(silent.error.empty());
  CHECK(has(silent.out, "flowrun --help"));
  CHECK(std::ranges::count(silent.out, '\n') <= 20);
  CHECK(command({"--version"}).out == "flowrun " FLOWRUN_VERSION "\n");
}

TEST_CASE("the exit codes are those of the usage text") {
  std::string usage = read_file(USAGE_FILE);
  std::ranges::replace(usage, '\n', ' ');
  const std::pair<ExitCode, const char*> meanings[] = {
      {ExitCode::all_well, "all well"},
      {ExitCode::finished_with_failures, "finished with failures"},
      {ExitCode::usage_error, "the command line or the file is wrong"},
      {ExitCode::broken_promise, "an internal promise broke"},
      {ExitCode::load_error, "a plugin cannot be loaded"},
      {ExitCode::interrupted, "interrupted"}};
  for (const auto& [code, meaning] : meanings) {
    CHECK(has(usage, fmt::format(" {} {}", std::to_underlying(code), meaning)));
  }
}

TEST_CASE("a mistyped command or option is refused with what may be meant") {
  const auto mistyped = command({"chekc", "x.yaml"});
  CHECK(mistyped.exit_code == ExitCode::usage_error);
  CHECK(mistyped.error ==
        "error: unknown command \"chekc\" (nor is there a file of that name): did you mean \"check\"?\n");
  const auto strange = command({"zzzzzzzz"});
  CHECK(strange.error ==
        "error: unknown command \"zzzzzzzz\" (nor is there a file of that name): see flowrun --help\n");
  const auto option = command({"--stroe", "x", "x.yaml"});
  CHECK(option.exit_code == ExitCode::usage_error);
  CHECK(option.error == "error: unknown option \"--stroe\": did you mean \"--store\"?\n");
  const auto later = command({"check", "x.yaml", "--stroe", "x"});
  CHECK(later.exit_code == ExitCode::usage_error);
  CHECK(has(later.error, "--stroe: did you mean \"--store\"?\n"));
  CHECK(has(command({"check", "x.yaml", "--zzzzzz"}).error, "see flowrun check --help\n"));
}

TEST_CASE("options that do not go together, or are out of range, are usage errors") {
  const Pipeline pipeline(counted);
  CHECK(pipeline.run({"run"}, {"--only", "a", "--to", "total"}).exit_code == ExitCode::usage_error);
  for (const char* size : {"0", "-5", "much", "5 parsecs", "1e30"}) {
    const auto memory = pipeline.run({"run"}, {"--memory", size});
    CHECK(memory.exit_code == ExitCode::usage_error);
    CHECK(has(memory.error, "is no size: give bytes, or a number with a unit such as 500MiB or 8GB"));
  }
  const auto jobs = pipeline.run({"run"}, {"-j", "0"});
  CHECK(jobs.exit_code == ExitCode::usage_error);
  CHECK(has(jobs.error, "--jobs"));
  CHECK_FALSE(std::filesystem::exists(pipeline.folder() / "store"));
}

TEST_CASE("a run publishes, tells where, and leaves its account; the command may be left out") {
  const Pipeline pipeline(counted);
  const auto first = pipeline.run({}, {"-j2"});
  CHECK(first.exit_code == ExitCode::all_well);
  const std::string path = (pipeline.folder() / "out/demo/total.jsonl").string();
  CHECK(first.out == path + "\n");
  CHECK(has(first.error, "a: started\n"));
  CHECK(has(first.error, "\nstage  in "));
  CHECK(read_file(path) == "{\"count\":3,\"sum\":3,\"order\":\"0 1 2 \"}\n");
  const auto account = base::parse_json(read_file(pipeline.folder() / "out/demo/run.json"));
  REQUIRE(account);
  CHECK((*account)["exit_code"].integer() == 0);
  CHECK((*account)["jobs"].integer() == 2);
  CHECK((*account)["stages"].items.size() == 2);
  CHECK(pipeline.run({"run"}).out == path + " (unchanged)\n");
}

TEST_CASE("--set, --seed and --to reach the run") {
  const Pipeline pipeline(counted);
  const auto result = pipeline.run({"run"}, {"--set", "a.items=5", "--seed", "7", "--to", "a"});
  CHECK(result.exit_code == ExitCode::all_well);
  const auto account = base::parse_json(read_file(pipeline.folder() / "out/demo/run.json"));
  REQUIRE(account);
  CHECK((*account)["seed"].integer() == 7);
  REQUIRE((*account)["stages"].items.size() == 1);
  CHECK((*account)["stages"].items[0]["received"].integer() == 5);
}

TEST_CASE("failures above the tolerance give 1 and say what was not published") {
  const Pipeline pipeline(
      "  a: {use: numbers}\n  x: {use: spoil, from: a, with: {fail_every: 4}}\n"
      "  total: {use: sum, from: x}\npublish: {total: total}\n");
  const auto result = pipeline.run({"run"});
  CHECK(result.exit_code == ExitCode::finished_with_failures);
  CHECK(result.out.empty());
  CHECK(has(
      result.error,
      "error: stage x: 3 of 10 failed (more than it may): mend what is named above, or write `on_failure: "
      "{tolerate: 3}` in stage x ("));
  CHECK(has(result.error,
            "error: total was not published (held by x): what stood there before is unchanged\n"));
}

TEST_CASE(
    "--only without an earlier run, and a stage that does not exist, are usage errors and leave no account") {
  const Pipeline pipeline(counted);
  const auto only = pipeline.run({"run"}, {"--only", "total"});
  CHECK(only.exit_code == ExitCode::usage_error);
  CHECK(has(only.error, "cannot run total alone (a has not run yet)"));
  const auto to = pipeline.run({"run"}, {"--to", "b"});
  CHECK(to.exit_code == ExitCode::usage_error);
  CHECK(has(to.error, "there is no stage \"b\" in " + pipeline.file() +
                          " (its stages are a, total): name one of them"));
  CHECK_FALSE(std::filesystem::exists(pipeline.folder() / "out/demo/run.json"));
}

TEST_CASE("a plugin that cannot be loaded gives 4, where its stage is needed") {
  const Pipeline pipeline("  a: {use: lost}\n");
  const auto bad = pipeline.folder().write("plugins/lost.so", "no library");
  const auto result = pipeline.run({"check"}, {"--plugin-dir", bad.parent_path().string()});
  CHECK(result.exit_code == ExitCode::load_error);
  CHECK(has(result.error, "error: cannot load the plugin " + bad.string() + " (not an ELF library): remove"));
}

TEST_CASE("check counts what is well, and shows every mistake") {
  const Pipeline good(counted);
  const auto well = good.run({"check"});
  CHECK(well.exit_code == ExitCode::all_well);
  CHECK(well.out == good.file() + " is well: 2 stages, 1 result to publish\n");
  const Pipeline bad("  a: {use: numbres, with: {items: x}}\n  total: {use: sum, from: b}\n");
  const auto wrong = bad.run({"check"});
  CHECK(wrong.exit_code == ExitCode::usage_error);
  CHECK(wrong.out.empty());
  CHECK(has(wrong.error, "did you mean \"numbers\"?"));
  CHECK(has(wrong.error, "there is no stage \"b\""));
  CHECK(has(wrong.error, bad.file() + ": 2 errors\n"));
}

TEST_CASE("check refuses what run would refuse: an input that is not there, by stage, parameter and line") {
  const Pipeline pipeline("  a: {use: numbers_file, with: {file: numbers.txt}}\n");
  for (const char* word : {"check", "run"}) {
    const auto absent = pipeline.run({word});
    CHECK(absent.exit_code == ExitCode::usage_error);
    CHECK(has(absent.error, "there is no file or folder \"numbers.txt\" for \"file\" of stage \"a\""));
    CHECK(has(absent.error, pipeline.file() + ":4:39"));
  }
  REQUIRE(::mkfifo((pipeline.folder() / "numbers.txt").c_str(), 0600) == 0);
  for (const char* word : {"check", "run"}) {
    const auto fifo = pipeline.run({word});
    CHECK(fifo.exit_code == ExitCode::usage_error);
    CHECK(has(fifo.error, "\"numbers.txt\" for \"file\" of stage \"a\" is a FIFO"));
  }
  std::filesystem::remove(pipeline.folder() / "numbers.txt");
  pipeline.folder().write("numbers.txt", "1");
  CHECK(pipeline.run({"check"}).exit_code == ExitCode::all_well);
}

TEST_CASE("run.json lists all failures, also those that the terminal leaves out") {
  const Pipeline pipeline(
      "  a: {use: numbers, with: {items: 50}}\n  x: {use: spoil, from: a, with: {fail_every: 1}}\n");
  const auto result = pipeline.run({"run"});
  CHECK(has(result.error, "x: more of this kind are listed in run.json\n"));
  const auto account = base::parse_json(read_file(pipeline.folder() / "out/demo/run.json"));
  REQUIRE(account);
  REQUIRE((*account)["failures"].items.size() == 50);
  CHECK((*account)["failures"].items[0].dump() ==
        R"({"stage":"x","record":"n0","problem":"spoilt","why":"0"})");
}

TEST_CASE("records prints what a stage emitted in its last run, one JSON object a line") {
  const Pipeline pipeline(counted);
  const auto none = pipeline.run({"records"}, {"a"});
  CHECK(none.exit_code == ExitCode::usage_error);
  REQUIRE(pipeline.run({"run"}).exit_code == ExitCode::all_well);
  const auto records = pipeline.run({"records"}, {"a"});
  CHECK(records.exit_code == ExitCode::all_well);
  CHECK(records.out == "{\"value\":0}\n{\"value\":1}\n{\"value\":2}\n");
  const auto port = pipeline.run({"records"}, {"a.other"});
  CHECK(port.exit_code == ExitCode::usage_error);
  CHECK(has(port.error, "the stage a has no output \"other\" (its outputs are "));
}
