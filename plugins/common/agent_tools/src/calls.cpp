#include <utility>

#include <agent_tools/calls.hpp>
#include <base/json_writer.hpp>

namespace agent_tools {
namespace {

// The arguments that `add` writes, as the text of one object.
template <class Add>
std::string arguments(Add add) {
  base::JsonWriter json;
  json.begin_object();
  add(json);
  json.end_object();
  return std::move(json).take();
}

}  // namespace

chat::FunctionCall read_call(std::string_view path) {
  return {"read", arguments([&](base::JsonWriter& json) { json.member("filePath", path); })};
}

chat::FunctionCall read_call(std::string_view path, std::int64_t offset, std::int64_t limit) {
  return {"read", arguments([&](base::JsonWriter& json) {
            json.member("filePath", path).member("offset", offset).member("limit", limit);
          })};
}

chat::FunctionCall edit_call(std::string_view path, std::string_view old_text, std::string_view new_text) {
  return {"edit", arguments([&](base::JsonWriter& json) {
            json.member("filePath", path).member("oldString", old_text).member("newString", new_text);
          })};
}

chat::FunctionCall write_call(std::string_view path, std::string_view content) {
  return {"write", arguments([&](base::JsonWriter& json) {
            json.member("content", content).member("filePath", path);
          })};
}

chat::FunctionCall bash_call(std::string_view command) {
  return {"bash", arguments([&](base::JsonWriter& json) { json.member("command", command); })};
}

chat::FunctionCall grep_call(std::string_view pattern, std::string_view path, std::string_view include) {
  return {"grep", arguments([&](base::JsonWriter& json) {
            json.member("pattern", pattern);
            if (!path.empty()) json.member("path", path);
            if (!include.empty()) json.member("include", include);
          })};
}

chat::FunctionCall glob_call(std::string_view pattern) {
  return {"glob", arguments([&](base::JsonWriter& json) { json.member("pattern", pattern); })};
}

}  // namespace agent_tools
