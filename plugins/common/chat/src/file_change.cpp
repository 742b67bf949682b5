#include <initializer_list>

#include <chat/file_change.hpp>

namespace chat {
namespace {

// Of the names that tools of several agents give it, the first that is there.
std::string_view first_of(const base::Json& arguments, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    if (arguments[key].is_string()) return arguments[key].string();
  }
  return {};
}

}  // namespace

std::string_view path_of(const base::Json& arguments) {
  return first_of(arguments, {"filePath", "file_path", "path"});
}

bool is_look(std::string_view tool) {
  return tool == "read" || tool == "grep" || tool == "glob" || tool == "list";
}

std::optional<FileChange> file_change_of(const FunctionCall& call, const base::Json& arguments) {
  if (is_look(call.name)) return std::nullopt;
  FileChange change{.path = std::string(path_of(arguments)),
                    .before = std::string(first_of(arguments, {"oldString", "old_string", "old_str"})),
                    .after = std::string(
                        first_of(arguments, {"newString", "content", "new_string", "new_str", "file_text"}))};
  if (change.path.empty() || (change.before.empty() && change.after.empty())) return std::nullopt;
  for (const char* key : {"replaceAll", "replace_all"}) change.everywhere |= arguments[key].is_true();
  return change;
}

std::optional<FileChange> file_change_of(const FunctionCall& call) {
  const auto arguments = base::parse_json(call.arguments, {.mends_surrogates = true});
  return arguments ? file_change_of(call, *arguments) : std::nullopt;
}

}  // namespace chat
