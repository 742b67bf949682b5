#include <doctest/doctest.h>
#include <sys/stat.h>

#include <config/parameters.hpp>

#include "stage_fixtures.hpp"
#include "test_support.hpp"

using namespace flowrun::config;
using test_support::TemporaryFolder;
using testing::environment_of;

namespace {

flow::ParamDescription param(std::string name, flow::ValueType type, std::string default_json = "null") {
  flow::ParamDescription result;
  result.name = std::move(name);
  result.type = type;
  result.default_json = std::move(default_json);
  return result;
}

struct Checked {
  Diagnostics diagnostics;
  std::optional<CheckedParameters> result;
};

// `with` as YAML flow text.
Checked check(std::vector<flow::ParamDescription> params, const std::string& with,
              const ParameterOptions& options = {}, const std::filesystem::path& folder = "/base",
              const Environment& environment = environment_of({})) {
  flow::StageDescription description;
  description.name = "demo";
  description.params = std::move(params);
  auto loaded = testing::load_text(with);
  CHECK_FALSE(loaded.diagnostics.has_errors());
  StageNode stage{.name = "demo"};
  stage.use = "demo";
  stage.with = *loaded.root;
  Checked checked;
  checked.result = check_parameters(stage, description, folder, environment, options, checked.diagnostics);
  CHECK(checked.result.has_value() == !checked.diagnostics.has_errors());
  return checked;
}

std::string json(std::vector<flow::ParamDescription> params, const std::string& with,
                 const ParameterOptions& options = {}) {
  const Checked checked = check(std::move(params), with, options);
  CAPTURE(checked.diagnostics.render(false));
  REQUIRE(checked.result);
  return checked.result->json;
}

// The messages of a map that is refused.
std::string refusal(std::vector<flow::ParamDescription> params, const std::string& with,
                    const Environment& environment = environment_of({})) {
  const Checked checked = check(std::move(params), with, {}, "/", environment);
  CHECK_FALSE(checked.result);
  return checked.diagnostics.render(false);
}

using flow::ValueType;

}  // namespace

TEST_CASE("parameters come in the declared order, with defaults, without those that have no value") {
  CHECK(json({param("b", ValueType::integer, "3"), param("a", ValueType::string, "\"x\""),
              param("c", ValueType::path), param("d", ValueType::boolean, "true")},
             "{d: false, a: \"y\\n\\\"\\\\é\"}") == R"({"b":3,"a":"y\n\"\\é","d":false})");
  CHECK(json({param("c", ValueType::path)}, "{c: ~}") == "{}");
  CHECK(json({}, "{}") == "{}");
}

TEST_CASE("equal numbers have one spelling, in the file and in defaults") {
  const auto number = [](const std::string& text) {
    const std::string given = json({param("x", ValueType::number)}, "{x: " + text + "}");
    CHECK(given == json({param("x", ValueType::number, text)}, "{}"));
    return given;
  };
  CHECK(number("0.00005") == number("5e-5"));
  CHECK(number("100") == number("1e2"));
  CHECK(number("-0.0") == R"({"x":0})");
  CHECK(number("0.1") == R"({"x":0.1})");
  CHECK(json({param("x", ValueType::integer)}, "{x: 1e3}") == R"({"x":1000})");
  CHECK(json({param("x", ValueType::integer)}, "{x: 0x10}") == R"({"x":16})");
  CHECK(json({param("x", ValueType::integer)}, "{x: 9223372036854775807}") == R"({"x":9223372036854775807})");
}

TEST_CASE("ranges include their ends") {
  flow::ParamDescription x = param("x", ValueType::number);
  x.min = 0;
  x.max = 1;
  CHECK(check({x}, "{x: 0}").result);
  CHECK(check({x}, "{x: 1.0}").result);
  CHECK(refusal({x}, "{x: -1e-9}").contains("\"x\" takes a number from 0 to 1"));
  CHECK(refusal({x}, "{x: 1.000001}").contains("\"x\" takes a number from 0 to 1"));
  CHECK(refusal({x}, "{x: .inf}").contains("\"x\" takes a finite number from 0 to 1"));
  CHECK(refusal({x}, "{x: .nan}").contains("\"x\" takes a finite number from 0 to 1"));
}

TEST_CASE("values of another type are refused") {
  const std::pair<ValueType, std::vector<std::string>> refused[] = {
      {ValueType::boolean, {"1", "\"true\"", "[true]", "null"}},
      {ValueType::integer, {"1.5", "\"1\"", "true", "1e300", "{}"}},
      {ValueType::number, {"\"1\"", "true", "[]", "1_000"}},
      {ValueType::string, {"1", "true", "1.5", "[a]"}},
      {ValueType::path, {"1", "\"\"", "~/x", "[a]", "\"a\\0b\""}}};
  for (const auto& [type, values] : refused) {
    for (const std::string& value : values) {
      CAPTURE(value);
      flow::ParamDescription x = param("x", type, "");
      x.required = true;
      const Checked checked = check({x}, "{x: " + value + "}", {.paths_must_exist = false});
      CHECK(checked.diagnostics.error_count() == 1);
    }
  }
}

TEST_CASE("a list parameter is a list of its type, and each bad item is reported") {
  flow::ParamDescription x = param("x", ValueType::integer, "[1,2]");
  x.list = true;
  CHECK(json({x}, "{x: [3, 4e0]}") == R"({"x":[3,4]})");
  CHECK(json({x}, "{x: []}") == R"({"x":[]})");
  CHECK(json({x}, "{}") == R"({"x":[1,2]})");
  CHECK(check({x}, "{x: [a, 1, 2.5]}").diagnostics.error_count() == 2);
  CHECK(check({x}, "{x: 3}").diagnostics.render(false).contains("write [3]"));
}

TEST_CASE("paths become absolute, those of defaults too, and must exist where the file names them") {
  const TemporaryFolder folder;
  folder.write("data.txt", "x");
  flow::ParamDescription given = param("given", ValueType::path),
                         standard = param("standard", ValueType::path, "\"d/../none\"");
  given.listed = true;
  given.files = {"a", "b"};
  const Checked checked = check({given, standard}, "{given: ./data.txt}", {}, folder.path());
  REQUIRE(checked.result);
  CHECK(checked.result->values[0].paths == std::vector{folder.path() / "data.txt"});
  CHECK(checked.result->values[0].listed);
  CHECK(checked.result->values[0].files == given.files);
  CHECK(checked.result->values[0].given);
  CHECK(checked.result->values[1].paths == std::vector{folder.path() / "none"});
  CHECK_FALSE(checked.result->values[1].given);
  const Checked missing = check({given}, "{given: dta.txt}", {}, folder.path());
  CHECK(missing.diagnostics.render(false).contains("did you mean \"data.txt\"?"));
  CHECK(check({given}, "{given: dta.txt}", {.paths_must_exist = false}, folder.path()).result);
}

TEST_CASE("a relative path of --set counts from the current folder") {
  const TemporaryFolder folder;
  folder.write("data.txt", "x");
  flow::StageDescription description{.name = "demo", .params = {param("given", ValueType::path)}};
  StageNode stage{.name = "demo"};
  stage.use = "demo";
  stage.with = *testing::load_text("{given: data.txt}").root;
  stage.with.entries[0].value.from_command_line = true;
  const ParameterOptions options{.current_folder = folder.path()};
  Diagnostics diagnostics;
  const auto found = check_parameters(stage, description, "/base", environment_of({}), options, diagnostics);
  REQUIRE(found);
  CHECK(found->values[0].paths == std::vector{folder.path() / "data.txt"});
  stage.with.entries[0].value.text = "nowhere.bin";
  CHECK_FALSE(check_parameters(stage, description, "/base", environment_of({}), options, diagnostics));
  CHECK(diagnostics.render(false).contains("relative paths of --set count from the current folder"));
}

TEST_CASE("a path that leads to a FIFO or a device is refused by the stage and parameter that it is for") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  const flow::ParamDescription given = param("given", ValueType::path);
  const Checked fifo = check({given}, "{given: fifo}", {}, folder.path());
  CHECK_FALSE(fifo.result);
  CHECK(fifo.diagnostics.render(false).contains(
      "\"fifo\" for \"given\" of stage \"demo\" is a FIFO (it has no content that could be read again)"));
  CHECK(check({given}, "{given: /dev/zero}").diagnostics.render(false).contains("is a device"));
  CHECK(check({param("standard", ValueType::path, "\"/dev/zero\"")}, "{}").diagnostics.has_errors());
  flowrun::config::ParameterOptions reads_store{.paths_must_exist = false};
  CHECK(check({given}, "{given: fifo}", reads_store, folder.path()).result);
}

TEST_CASE("a secret is the name of a variable that is set, and its value goes nowhere") {
  const Environment environment = environment_of({{"TOKEN", "s3cr3t"}, {"NOTHING", ""}});
  const flow::ParamDescription token = param("token", ValueType::secret);
  const Checked good = check({token}, "{token: TOKEN}", {}, "/", environment);
  REQUIRE(good.result);
  CHECK(good.result->json == R"({"token":"TOKEN"})");
  CHECK(good.result->values[0].type == ValueType::secret);
  CHECK(refusal({token}, "{token: NOTHING}", environment).contains("NOTHING"));
  CHECK(refusal({token}, "{token: OTHER}", environment).contains("OTHER"));
  // A secret that was written into the file itself must not reach a log.
  const Checked leaked = check({token}, "{token: hf_s3cr3t}", {}, "/", environment);
  CHECK_FALSE(leaked.result);
  CHECK(!leaked.diagnostics.render(false).contains("hf_s3cr3t"));
}

TEST_CASE("every mistake of a stage is reported in one pass") {
  flow::ParamDescription required = param("needed", ValueType::string, "");
  required.required = true;
  flow::ParamDescription mode = param("mode", ValueType::string, "\"a\"");
  mode.one_of = {"a", "b"};
  const Checked checked =
      check({required, mode, param("n", ValueType::integer, "1")}, "{mode: c, n: x, other: 1, third: 2}");
  CHECK(checked.diagnostics.error_count() == 5);
}

TEST_CASE("a broken default is the plugin's fault and said so") {
  const Checked checked = check({param("n", ValueType::integer, "{oops")}, "{}");
  CHECK(checked.diagnostics.render(false).contains("plugin"));
}
