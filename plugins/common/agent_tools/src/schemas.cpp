#include <algorithm>
#include <array>
#include <map>

#include <agent_tools/schemas.hpp>

namespace agent_tools {
namespace {

constexpr std::array<std::string_view, 6> opencode_names = {"read", "edit", "write", "bash", "grep", "glob"};
constexpr std::array<std::string_view, 3> plain_names = {"read", "edit", "bash"};

constexpr std::array<std::string_view, 6> opencode_schemas = {
    R"j({"type":"function","function":{"name":"read","description":"Read a file with numbered lines, or list a directory.","parameters":{"type":"object","properties":{)j"
    R"j("filePath":{"type":"string","description":"Absolute path of the file or directory"},)j"
    R"j("offset":{"type":"integer","description":"First line to show, counted from 1"},)j"
    R"j("limit":{"type":"integer","description":"Largest number of lines to show (default 2000)"}},)j"
    R"j("required":["filePath"]}}})j",
    R"j({"type":"function","function":{"name":"edit","description":"Replace a text in a file. The text must match exactly and occur once, unless replaceAll is set.","parameters":{"type":"object","properties":{)j"
    R"j("filePath":{"type":"string","description":"Absolute path of the file"},)j"
    R"j("oldString":{"type":"string","description":"Text to replace, without the line numbers that read shows"},)j"
    R"j("newString":{"type":"string","description":"Text to put in its place"},)j"
    R"j("replaceAll":{"type":"boolean","description":"Replace every occurrence (default false)"}},)j"
    R"j("required":["filePath","oldString","newString"]}}})j",
    R"j({"type":"function","function":{"name":"write","description":"Write a whole file; an existing one is replaced.","parameters":{"type":"object","properties":{)j"
    R"j("content":{"type":"string","description":"The new content of the file"},)j"
    R"j("filePath":{"type":"string","description":"Absolute path of the file"}},)j"
    R"j("required":["content","filePath"]}}})j",
    R"j({"type":"function","function":{"name":"bash","description":"Run a shell command in the workspace and return its output.","parameters":{"type":"object","properties":{)j"
    R"j("command":{"type":"string","description":"The command"},)j"
    R"j("timeout":{"type":"integer","description":"Time limit in milliseconds (default 120000)"},)j"
    R"j("workdir":{"type":"string","description":"Directory to run in, instead of cd (default: the workspace)"}},)j"
    R"j("required":["command"]}}})j",
    R"j({"type":"function","function":{"name":"grep","description":"Search file contents with a regular expression.","parameters":{"type":"object","properties":{)j"
    R"j("pattern":{"type":"string","description":"Regular expression"},)j"
    R"j("path":{"type":"string","description":"Directory to search (default: the workspace)"},)j"
    R"j("include":{"type":"string","description":"Search only files that match this glob, such as *.rs"}},)j"
    R"j("required":["pattern"]}}})j",
    R"j({"type":"function","function":{"name":"glob","description":"Find files by a glob pattern.","parameters":{"type":"object","properties":{)j"
    R"j("pattern":{"type":"string","description":"Glob pattern, such as src/**/*.rs"},)j"
    R"j("path":{"type":"string","description":"Directory to search (default: the workspace)"}},)j"
    R"j("required":["pattern"]}}})j",
};

constexpr std::array<std::string_view, 3> plain_schemas = {
    R"j({"type":"function","function":{"name":"read","description":"Return the contents of a file.","parameters":{"type":"object","properties":{)j"
    R"j("filePath":{"type":"string","description":"Absolute path of the file"}},)j"
    R"j("required":["filePath"]}}})j",
    R"j({"type":"function","function":{"name":"edit","description":"Replace a text that occurs once in a file.","parameters":{"type":"object","properties":{)j"
    R"j("filePath":{"type":"string","description":"Absolute path of the file"},)j"
    R"j("oldString":{"type":"string","description":"Text to replace"},)j"
    R"j("newString":{"type":"string","description":"Text to put in its place"}},)j"
    R"j("required":["filePath","oldString","newString"]}}})j",
    R"j({"type":"function","function":{"name":"bash","description":"Run a shell command in the workspace and return its output.","parameters":{"type":"object","properties":{)j"
    R"j("command":{"type":"string","description":"The command"}},)j"
    R"j("required":["command"]}}})j",
};

bool has_type(const base::Json& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "integer") return value.integer().has_value();
  if (type == "boolean") return value.kind == base::Json::Kind::boolean;
  return false;
}

// `parameters` of each tool.
const std::map<std::string, base::Json, std::less<>>& parameters() {
  static const auto all = [] {
    std::map<std::string, base::Json, std::less<>> read;
    for (const std::string_view text : opencode_schemas) {
      const base::Json function = (*base::parse_json(text))["function"];
      read.emplace(function["name"].string(), function["parameters"]);
    }
    return read;
  }();
  return all;
}

}  // namespace

bool fits_schema(std::string_view tool, const base::Json& arguments) {
  const auto found = parameters().find(tool);
  if (found == parameters().end() || !arguments.is_object()) return false;
  const base::Json& properties = found->second["properties"];
  return std::ranges::all_of(found->second["required"].items,
                             [&](const base::Json& key) { return arguments.has(key.string()); }) &&
         std::ranges::all_of(arguments.members, [&](const base::JsonMember& member) {
           return properties.has(member.key) &&
                  has_type(member.value, properties[member.key]["type"].string());
         });
}

std::span<const std::string_view> tool_names(Form form) {
  if (form == Form::plain) return plain_names;
  return opencode_names;
}

std::vector<std::string> tool_schemas(Form form) {
  if (form == Form::plain) return {plain_schemas.begin(), plain_schemas.end()};
  return {opencode_schemas.begin(), opencode_schemas.end()};
}

}  // namespace agent_tools
