// What graph, stages --json, schema, completion and check of every profile promise.
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <base/json.hpp>
#include <test_support/temporary_folder.hpp>

#include "command.hpp"
#include "filter_program.hpp"
#include "pipeline_graph.hpp"

using flowrun::graph::ExitCode;
using test_support::TemporaryFolder;

namespace {

// Runs `words` on a file with this text, with the test plugins and a store of its own.
struct Asked {
  explicit Asked(const std::string& text) { folder.write("demo.yaml", text); }
  [[nodiscard]] std::string file() const { return (folder / "demo.yaml").string(); }
  [[nodiscard]] CommandResult ask(const std::string& name,
                                  const std::vector<std::string>& options = {}) const {
    std::vector<std::string> words{name,           file(),
                                   "--plugin-dir", TEST_PLUGINS,
                                   "--store",      (folder / "store").string(),
                                   "--out",        (folder / "out").string()};
    words.insert(words.end(), options.begin(), options.end());
    return command(words);
  }
  TemporaryFolder folder;
};

const std::string counted =
    "flowrun: 1\nname: demo\nstages:\n  a: {use: numbers, with: {items: 3}}\n  total: {use: sum, from: a}\n"
    "publish: {total: total}\n";

base::Json parsed(const std::string& text) {
  auto json = base::parse_json(text);
  REQUIRE(json);
  return *json;
}

}  // namespace

TEST_CASE("graph draws stages, edges with record types, levels and results, in every format") {
  const Asked demo(counted);
  const auto dot = demo.ask("graph");
  CHECK(dot.exit_code == ExitCode::all_well);
  CHECK(dot.out.contains("digraph \"demo\""));
  CHECK(dot.out.contains("s0 [label=\"a\\nnumbers\"]"));
  CHECK(dot.out.contains("s0 -> s1 [label=\"test.number/1\"]"));
  CHECK(dot.out.contains("label=\"total.jsonl\""));
  const auto mermaid = demo.ask("graph", {"--format", "mermaid"});
  CHECK(mermaid.out.starts_with("flowchart LR\n"));
  CHECK(mermaid.out.contains("s0 -->|\"test.number/1\"| s1\n"));
  const auto json = parsed(demo.ask("graph", {"--json"}).out);
  CHECK(json["stages"].items.size() == 2);
  CHECK(json["edges"].items[0]["type"].string() == "test.number/1");
  CHECK(json["publish"].items[0]["file"].string() == "total.jsonl");
  CHECK(demo.ask("graph", {"--format", "png"}).exit_code == ExitCode::usage_error);
}

TEST_CASE("graph --run has the counts of the last run, or says that there is none") {
  const Asked demo(counted);
  const auto none = demo.ask("graph", {"--run"});
  CHECK(none.exit_code == ExitCode::finished_with_failures);
  CHECK(none.out.empty());
  REQUIRE(demo.ask("run").exit_code == ExitCode::all_well);
  const auto last = demo.ask("graph", {"--run"});
  CHECK(last.out.contains("s0 [label=\"a\\nnumbers\\n3 in, 3 emitted\"]"));
  const auto json = parsed(demo.ask("graph", {"--json", "--run", "1"}).out);
  CHECK(json["run"].integer() == 1);
  CHECK(json["stages"].items[0]["run"]["emitted"].integer() == 3);
  CHECK(demo.ask("graph", {"--run", "77"}).error.contains("there is no run 77"));
}

TEST_CASE("names stay within the labels of a drawing") {
  flowrun::cli::PipelineGraph graph{.pipeline = "a\"b", .file = {}, .profile = {}};
  graph.stages.push_back({.name = "x\"]; evil \\", .type = "<b>", .form = "source"});
  CHECK(as_dot(graph).contains(R"(s0 [label="x\"]; evil \\\n<b>"];)"));
  CHECK(as_mermaid(graph).contains("s0[\"x#34;]; evil \\<br/>#60;b#62;\"]"));
}

TEST_CASE("a program that is not there is named, and one that is there filters") {
  CHECK(flowrun::cli::filtered_by({"cat"}, "text").value() == "text");
  const auto missing = flowrun::cli::filtered_by({"no-such-program"}, "text");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().text().contains("cannot start no-such-program ("));
  CHECK_FALSE(flowrun::cli::filtered_by({"false"}, ""));
}

TEST_CASE("stages --json has the ports, parameters, traits, version and library of a stage") {
  const auto shown = command({"stages", "numbers", "--json", "--plugin-dir", TEST_PLUGINS});
  CHECK(shown.exit_code == ExitCode::all_well);
  const auto json = parsed(shown.out);
  CHECK(json["name"].string() == "numbers");
  CHECK(json["version"].integer() == 1);
  CHECK(json["traits"].items[0].string() == "deterministic");
  CHECK(json["library"].string() == TEST_PLUGINS "/test_stages.so");
  CHECK(json["outputs"].items[0]["type"].string() == "test.number/1");
  CHECK(json["params"].items[0].dump().contains(R"("name":"items","type":"integer")"));
  CHECK(json["params"].items[0]["default"].integer() == 10);
  CHECK(parsed(command({"stages", "--json", "--plugin-dir", TEST_PLUGINS}).out)["stages"].items.size() > 3);
  CHECK(command({"stages", "nubmers", "--plugin-dir", TEST_PLUGINS})
            .error.contains("did you mean \"numbers\"?"));
}

TEST_CASE("schema is JSON, with the parameters of the installed stages") {
  const auto printed = command({"schema", "--plugin-dir", TEST_PLUGINS});
  CHECK(printed.exit_code == ExitCode::all_well);
  const auto json = parsed(printed.out);
  CHECK(json["$schema"].string() == "https://json-schema.org/draft/2020-12/schema");
  CHECK(printed.out.contains(R"("const":"numbers")"));
  CHECK(printed.out.contains(R"("enum":["letters","digits"])"));
}

TEST_CASE("completion has every command, option and choice, in every shell") {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    CAPTURE(shell);
    const auto script = command({"completion", shell});
    CHECK(script.exit_code == ExitCode::all_well);
    for (const char* part : {"records", "mermaid", "plugin-dir", "zsh"}) CHECK(script.out.contains(part));
  }
  CHECK(command({"completion", "tcsh"}).exit_code == ExitCode::usage_error);
}

TEST_CASE("check tests every profile, and says which one is wrong") {
  const std::string stages = "default_profile: good\nstages: {a: {use: numbers, with: {items: \"${n}\"}}}\n";
  const Asked one("flowrun: 1\nprofiles: {good: {n: 3}, bad: {n: many}}\n" + stages);
  const auto all = one.ask("check");
  CHECK(all.exit_code == ExitCode::usage_error);
  CHECK(all.error.contains("error: profile bad: "));
  CHECK(all.error.contains(": 1 error\n"));
  CHECK(one.ask("check", {"--profile", "good"}).out.contains(" is well with profile good: 1 stage"));
  const auto json = parsed(one.ask("check", {"--json"}).out);
  REQUIRE(json["profiles"].items.size() == 2);
  CHECK(json["profiles"].items[0]["name"].string() == "good");
  CHECK(json["profiles"].items[0]["errors"].items.empty());
  CHECK(json["profiles"].items[1]["errors"].items[0]["line"].integer() == 4);
  const Asked both("flowrun: 1\nprofiles: {good: {n: x}, bad: {n: x}}\n" + stages + "publish: {a: b}\n");
  const auto shared = both.ask("check");
  CHECK(shared.error.contains("error: there is no stage \"b\""));
  CHECK_FALSE(shared.error.contains("profiles good, bad"));
}

TEST_CASE("check wants the inputs of the profile that a run takes; those of others may lie elsewhere") {
  const std::string file =
      "flowrun: 1\nprofiles: {here: {f: demo.yaml}, there: {f: /no/such/file}}\ndefault_profile: here\n"
      "stages: {a: {use: numbers_file, with: {file: \"${f}\"}}}\n";
  const Asked demo(file);
  CHECK(demo.ask("check").out.contains(" is well with profiles here, there: 1 stage"));
  CHECK(demo.ask("check", {"--profile", "there"}).exit_code == ExitCode::usage_error);
}
