#include <fmt/format.h>

#include "form.hpp"

namespace jsonl_sink::forms {
namespace {

using base::Json;

// As templates want it: with `type` and `function` around it.
Json wrapped(Json tool) {
  if (tool.has("function") || !tool.has("name")) return tool;
  Json whole = Json::of_object();
  whole.set("type", Json::of_string("function"));
  whole.set("function", std::move(tool));
  return whole;
}

bool parse_in_place(Json& value, const std::string& path, Reading& reading) {
  if (!value.is_string()) return true;
  auto inner = parse(value.text);
  if (!inner) return reading.fail(path, "its text is no JSON: " + inner.error().why);
  value = *std::move(inner);
  return true;
}

bool read_list(Json list, const std::string& path, Reading& reading) {
  if (list.is_string() && list.text.empty()) return true;
  if (!parse_in_place(list, path, reading)) return false;
  if (!list.is_array()) return reading.fail(path, what_is(list) + " is no list");
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const std::string place = fmt::format("{}[{}]", path, i);
    Json& tool = list.items[i];
    if (!parse_in_place(tool, place, reading)) return false;
    if (!tool.is_object()) return reading.fail(place, what_is(tool) + " is no object");
    reading.line.tools.push_back(wrapped(std::move(tool)).dump());
  }
  return true;
}

}  // namespace

bool read_tools(Members& line) {
  for (const std::string_view key : {"tools", "functions"}) {
    auto list = line.take(key);
    if (list && !read_list(*std::move(list), line.path_of(key), line.reading())) return false;
  }
  return true;
}

}  // namespace jsonl_sink::forms
