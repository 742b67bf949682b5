#include <doctest/doctest.h>

#include <config/pipeline.hpp>

#include "test_support.hpp"

using namespace flowrun::config;
using namespace std::chrono_literals;
using test_support::TemporaryFolder;
using testing::environment_of;

namespace {

struct Result {
  Diagnostics diagnostics;
  std::optional<Pipeline> pipeline;
};

Result load(const TemporaryFolder& folder, std::string_view text, const LoadOptions& options = {}) {
  Result result;
  result.pipeline = load_pipeline(folder.write("demo.yaml", text), options, result.diagnostics);
  return result;
}

Pipeline good(std::string_view text, const LoadOptions& options = {}) {
  const TemporaryFolder folder;
  Result result = load(folder, text, options);
  CAPTURE(result.diagnostics.render(false));
  CHECK_FALSE(result.diagnostics.has_errors());
  REQUIRE(result.pipeline);
  return std::move(*result.pipeline);
}

constexpr std::string_view with_variables = R"(
flowrun: 1
profiles:
  small: {stores: [a, b], n: 3, rate: 5e-5, path: "${env:BASE}/x", same: "${n}"}
  large: {stores: [c], n: 9, rate: 1, path: elsewhere, same: 4}
default_profile: small
stages:
  clean:
    use: text_source
    with: {stores: "${stores}", n: "${n}", rate: "${rate}", path: "${path}", same: "${same}", text: "n=${n}, $${n}"}
)";

const Node& parameter(const Pipeline& pipeline, std::string_view name) {
  return pipeline.find("clean")->with.find(name)->value;
}

}  // namespace

TEST_CASE("a stage has what the file gives it, and defaults for the rest") {
  const Pipeline pipeline = good(R"(
flowrun: 1
stages:
  a: {use: source}
  b:
    use: judge
    from: {x: a, y: [a.one, a.two]}
    concurrency: 4
    cache: false
    on_failure: {tolerate: 2.5%}
    on_reject: {tolerate: 3}
    timeout: 90m
    retry: {times: 3, backoff: 250ms}
  c: {use: sink, from: [b, a.one], on_failure: {tolerate: 7}, retry: {times: 1}}
publish: {first: a.one, second: c}
resources: {gpu: 1, cargo: 2}
)");
  CHECK(pipeline.name == "demo");
  CHECK(pipeline.folder.is_absolute());
  REQUIRE(pipeline.stages.size() == 3);
  const StageNode& a = pipeline.stages[0];
  CHECK(a.from.empty());
  CHECK_FALSE(a.concurrency);
  CHECK_FALSE(a.cache);
  CHECK_FALSE(a.timeout);
  CHECK(a.retry.times == 0);
  CHECK(a.tolerate.amount == 0);
  CHECK_FALSE(a.on_reject);
  const StageNode& b = pipeline.stages[1];
  REQUIRE(b.from.size() == 3);
  CHECK(b.from[0].port == "x");
  CHECK(b.from[2].port == "y");
  CHECK(b.from[2].stage == "a");
  CHECK(b.from[2].output == "two");
  CHECK(b.from[2].stage_index == 0);
  CHECK(b.concurrency == 4);
  CHECK(b.cache == false);
  CHECK(b.tolerate.amount == 2.5);
  CHECK(b.tolerate.is_percent);
  REQUIRE(b.on_reject);
  CHECK(b.on_reject->amount == 3);
  CHECK_FALSE(b.on_reject->is_percent);
  CHECK(b.timeout == 90min);
  CHECK(b.retry.times == 3);
  CHECK(b.retry.backoff == 250ms);
  CHECK(pipeline.stages[2].retry.backoff == 1s);
  CHECK(pipeline.stages[2].tolerate.amount == 7);
  CHECK(pipeline.stages[2].from[0].stage_index == 1);
  REQUIRE(pipeline.publish.size() == 2);
  CHECK(pipeline.publish[0].output == "one");
  CHECK(pipeline.publish[1].stage_index == 2);
  CHECK(pipeline.resources.size() == 2);
}

TEST_CASE("variables keep their type, and are text inside text") {
  const Pipeline pipeline = good(with_variables, {.environment = environment_of({{"BASE", "/data"}})});
  CHECK(pipeline.profile == "small");
  CHECK(parameter(pipeline, "stores").items.size() == 2);
  CHECK(parameter(pipeline, "n").integer == 3);
  CHECK(parameter(pipeline, "same").integer == 3);
  CHECK(parameter(pipeline, "rate").number == 5e-5);
  CHECK(parameter(pipeline, "path").text == "/data/x");
  CHECK(parameter(pipeline, "text").text == "n=3, ${n}");
}

TEST_CASE("--profile chooses, and the environment of other profiles is not asked for") {
  const Pipeline pipeline = good(with_variables, {.profile = "large", .environment = environment_of({})});
  CHECK(pipeline.profile == "large");
  CHECK(pipeline.default_profile == "small");
  CHECK(parameter(pipeline, "n").integer == 9);
  CHECK(parameter(pipeline, "path").text == "elsewhere");
}

TEST_CASE("--set wins over the file, and the last one over the others") {
  const Pipeline pipeline =
      good(with_variables, {.sets = {"n=5", "n=6", "clean.rate=.25", "clean.extra=[1, {a: \"x y\"}]",
                                     "clean.timeout=3s", "clean.retry.times=4", "clean.with.concurrency=2",
                                     "clean.text=a: b #c", "clean.path=\"010\""},
                            .environment = environment_of({})});
  CHECK(parameter(pipeline, "n").integer == 6);
  CHECK(parameter(pipeline, "same").integer == 6);
  CHECK(parameter(pipeline, "rate").number == 0.25);
  CHECK(parameter(pipeline, "extra").items[1].find("a")->value.text == "x y");
  CHECK(parameter(pipeline, "concurrency").integer == 2);
  CHECK(parameter(pipeline, "text").text == "a: b #c");
  CHECK(parameter(pipeline, "path").text == "010");
  CHECK(pipeline.stages[0].timeout == 3s);
  CHECK(pipeline.stages[0].retry.times == 4);
  CHECK_FALSE(pipeline.stages[0].concurrency);
}

TEST_CASE("--set may name a variable that no profile sets, and use variables itself") {
  const Pipeline pipeline =
      good("flowrun: 1\nstages: {clean: {use: s, with: {n: \"${n}\"}}}\n",
           {.sets = {"n=7", "clean.m=${env:M:-4}/${n}"}, .environment = environment_of({})});
  CHECK(parameter(pipeline, "n").integer == 7);
  CHECK(parameter(pipeline, "m").text == "4/7");
}

TEST_CASE("what --set gave is known, through variables, lists and the beginning of a text") {
  const std::string file =
      "flowrun: 1\nprofiles: {p: {root: in_file, place: \"${root}\"}}\ndefault_profile: p\n"
      "stages: {clean: {use: s, with: {a: \"${place}\", b: \"${root}/x\", c: [here, \"${root}\"], d: "
      "\"z/${root}\", "
      "e: q}}}\n";
  const Pipeline plain = good(file);
  for (const char* name : {"a", "b", "c", "d", "e"}) CHECK_FALSE(parameter(plain, name).from_command_line);
  const Pipeline set =
      good(file, {.sets = {"root=given", "clean.e=[one, two]"}, .environment = environment_of({})});
  CHECK(parameter(set, "a").from_command_line);
  CHECK(parameter(set, "b").from_command_line);
  CHECK_FALSE(parameter(set, "c").items[0].from_command_line);
  CHECK(parameter(set, "c").items[1].from_command_line);
  CHECK_FALSE(parameter(set, "d").from_command_line);
  CHECK(parameter(set, "e").items[1].from_command_line);
  const Pipeline mixed = good(file, {.sets = {"clean.e=${root}/own"}, .environment = environment_of({})});
  CHECK_FALSE(parameter(mixed, "e").from_command_line);
}

TEST_CASE("the environment has no types: its text is whatever is asked for") {
  const Pipeline pipeline =
      good(R"(
flowrun: 1
stages:
  clean: {use: s, with: {a: "${env:N}", b: "${env:EMPTY:-8}", c: "${env:WORD}", d: "${env:ZERO}", e: "${env:NO:-no}"}}
)",
           {.environment = environment_of({{"N", "12"}, {"EMPTY", ""}, {"WORD", "yes"}, {"ZERO", "010"}})});
  CHECK(parameter(pipeline, "a").integer == 12);
  CHECK(parameter(pipeline, "a").text == "12");
  CHECK(parameter(pipeline, "a").style == Style::untyped);
  CHECK(parameter(pipeline, "b").integer == 8);
  CHECK(parameter(pipeline, "c").text == "yes");
  CHECK(parameter(pipeline, "d").kind == Kind::string);
  CHECK(parameter(pipeline, "e").text == "no");
}

TEST_CASE("values of the environment are not shown") {
  const TemporaryFolder folder;
  const auto result =
      load(folder,
           "flowrun: 1\nname: \"${env:S}/x\"\nresources: {gpu: \"${env:S}\"}\n"
           "stages:\n  a: {use: s, from: \"${env:S}\", timeout: \"${env:S}\", cache: \"${env:S}\"}\n",
           {.environment = environment_of({{"S", "tOpSecret"}})});
  CHECK(result.diagnostics.error_count() == 5);
  CHECK(!result.diagnostics.render(false).contains("tOpSecret"));
}

TEST_CASE("what can be read is returned in spite of errors, for the checks that follow") {
  const TemporaryFolder folder;
  const auto result = load(
      folder, "flowrun: 1\nfoo: 1\nstages:\n  a: {use: s, with: {n: \"${n}\"}}\n  b: {use: t, from: z}\n");
  CHECK(result.diagnostics.error_count() == 3);
  REQUIRE(result.pipeline);
  CHECK(result.pipeline->stages.size() == 2);
  CHECK(result.pipeline->find("a")->with.find("n")->value.kind == Kind::invalid);
  CHECK_FALSE(result.pipeline->find("b")->from[0].stage_index);
}

TEST_CASE("loops are reported once each, however they are reached") {
  const TemporaryFolder folder;
  std::string text = "flowrun: 1\nstages:\n";
  for (int i = 0; i < 50; ++i) {
    text += "  s" + std::to_string(i) + ": {use: t, from: s" + std::to_string((i + 49) % 50) + "}\n";
  }
  const auto result = load(folder, text);
  REQUIRE(result.diagnostics.error_count() == 1);
  const Diagnostic loop = result.diagnostics.sorted()[0];
  CHECK(loop.message.starts_with("the stages form a loop: s0 -> s1 -> s2"));
  CHECK(loop.message.ends_with("s49 -> s0"));
  CHECK(loop.notes.size() == 49);
}

TEST_CASE("paths count from the folder of the file") {
  CHECK(resolve_path("/p/pipelines", "../data/./x") == "/p/data/x");
  CHECK(resolve_path("/p/pipelines", "/abs//x/") == "/abs/x");
  CHECK(resolve_path("/p/pipelines", ".") == "/p/pipelines");
  CHECK(resolve_path("/p/pipelines", "../../../..") == "/");
}
