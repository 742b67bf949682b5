#include <doctest/doctest.h>
#include <simdjson.h>

#include <agent_tools/schemas.hpp>

using agent_tools::Form;

namespace {

std::vector<std::string> keys(simdjson::dom::object object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object) names.emplace_back(key);
  return names;
}

// The argument names and the required ones of a tool.
std::pair<std::vector<std::string>, std::vector<std::string>> arguments_of(const std::string& schema) {
  simdjson::dom::parser parser;
  const simdjson::dom::element root = parser.parse(schema);
  const simdjson::dom::object parameters = root["function"]["parameters"];
  std::vector<std::string> required;
  for (const auto name : parameters["required"].get_array()) required.emplace_back(std::string_view(name));
  return {keys(parameters["properties"].get_object()), required};
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("every schema is one line of JSON in OpenAI's function form, in the order of the names") {
  for (const Form form : {Form::opencode, Form::plain}) {
    const auto names = agent_tools::tool_names(form);
    const auto schemas = agent_tools::tool_schemas(form);
    REQUIRE(names.size() == schemas.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      simdjson::dom::parser parser;
      const simdjson::dom::element root = parser.parse(schemas[i]);
      CHECK(simdjson::minify(root) == schemas[i]);
      CHECK(keys(root.get_object()) == Names{"type", "function"});
      CHECK(std::string_view(root["type"]) == "function");
      CHECK(keys(root["function"].get_object()) == Names{"name", "description", "parameters"});
      CHECK(std::string_view(root["function"]["name"]) == names[i]);
    }
  }
}

TEST_CASE("the arguments are those of opencode 1.18") {
  const auto schemas = agent_tools::tool_schemas();
  REQUIRE(schemas.size() == 6);
  CHECK(arguments_of(schemas[0]) == std::pair{Names{"filePath", "offset", "limit"}, Names{"filePath"}});
  CHECK(arguments_of(schemas[1]) == std::pair{Names{"filePath", "oldString", "newString", "replaceAll"},
                                              Names{"filePath", "oldString", "newString"}});
  CHECK(arguments_of(schemas[2]) == std::pair{Names{"content", "filePath"}, Names{"content", "filePath"}});
  CHECK(arguments_of(schemas[3]) == std::pair{Names{"command", "timeout", "workdir"}, Names{"command"}});
  CHECK(arguments_of(schemas[4]) == std::pair{Names{"pattern", "path", "include"}, Names{"pattern"}});
  CHECK(arguments_of(schemas[5]) == std::pair{Names{"pattern", "path"}, Names{"pattern"}});
}

TEST_CASE("the plain form has three tools with their required arguments only") {
  const auto schemas = agent_tools::tool_schemas(Form::plain);
  REQUIRE(schemas.size() == 3);
  CHECK(arguments_of(schemas[0]).first == Names{"filePath"});
  CHECK(arguments_of(schemas[1]).first == Names{"filePath", "oldString", "newString"});
  CHECK(arguments_of(schemas[2]).first == Names{"command"});
}

TEST_CASE("arguments fit a schema with all that is required, nothing else, and the right types") {
  const auto fits = [](std::string_view tool, std::string_view arguments) {
    return agent_tools::fits_schema(tool, *base::parse_json(arguments));
  };
  CHECK(fits("edit", R"({"filePath":"/w/a.rs","oldString":"a","newString":"b"})"));
  CHECK(fits("edit", R"({"filePath":"/w/a.rs","oldString":"a","newString":"b","replaceAll":true})"));
  CHECK_FALSE(fits("edit", R"({"filePath":"/w/a.rs","oldString":"a"})"));
  CHECK_FALSE(fits("edit", R"({"filePath":"/w/a.rs","oldString":"a","newString":"b","dryRun":true})"));
  CHECK_FALSE(fits("edit", R"({"filePath":"/w/a.rs","oldString":"a","newString":"b","replaceAll":"yes"})"));
  CHECK_FALSE(fits("edit", R"({"path":"/w/a.rs","edits":[]})"));
  CHECK(fits("read", R"({"filePath":"/w/a.rs","offset":3})"));
  CHECK_FALSE(fits("read", R"({"filePath":"/w/a.rs","offset":"3"})"));
  CHECK_FALSE(fits("read", "[]"));
  CHECK_FALSE(fits("todowrite", "{}"));
}
