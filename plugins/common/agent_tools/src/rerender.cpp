#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include <agent_tools/rerender.hpp>
#include <agent_tools/schemas.hpp>
#include <base/json.hpp>

#include "older_results.hpp"

namespace agent_tools {
namespace {

bool is_absolute(std::string_view path) {
  return path.starts_with('/') || path.starts_with('\\') || (path.size() > 2 && path[1] == ':');
}

std::string absolute(const std::string& path, const std::string& directory) {
  if (path.empty() || is_absolute(path)) return path;
  return directory.empty() ? "" : (std::filesystem::path(directory) / path).lexically_normal().string();
}

bool is_refused_call(std::string_view result) {
  return result.contains("was called with invalid arguments") ||
         result.starts_with("The arguments provided to the tool are invalid") ||
         result.starts_with("Invalid arguments for tool ");
}

// Errors had this prefix up to 1.2.27. The output of a command may begin so as well, so only the program's
// own errors count there.
std::string_view without_prefix(std::string_view tool, std::string_view text) {
  constexpr std::string_view prefix = "Error: ";
  if (!text.starts_with(prefix)) return text;
  const std::string_view error = text.substr(prefix.size());
  const bool own = error.starts_with("The user rejected permission") ||
                   error.starts_with("The user has specified a rule which prevents you") ||
                   error.starts_with("Tool execution aborted") || is_refused_call(error);
  const auto files = {"read", "edit", "write", "grep", "glob"};
  return own || std::ranges::find(files, tool) != files.end() ? error : text;
}

// Programs from 1.14 on say "(no output)", so that an empty text of theirs is an interrupted command.
bool empty_is_no_output(const chat::Example& example) {
  if (!example.metadata.session || chat::is_v2(example.metadata.session->store)) return false;
  const std::string& version = example.metadata.session->version;
  int major = 0, minor = 0;
  const char* end = version.data() + version.size();
  const auto dot = std::from_chars(version.data(), end, major);
  if (dot.ec == std::errc() && dot.ptr != end) std::from_chars(dot.ptr + 1, end, minor);
  if (major > 1 || (major == 1 && minor >= 14)) return false;
  return std::ranges::none_of(example.messages, [](const chat::Message& message) {
    return message.role == chat::Role::tool &&
           (message.content == "(no output)" || message.content.ends_with("\n</shell_metadata>"));
  });
}

class Renderer {
 public:
  Renderer(chat::Example& example, const RerenderOptions& options)
      : example_(example), options_(options), empty_is_no_output_(empty_is_no_output(example)) {
    for (std::size_t i = 0; i < example.messages.size(); ++i)
      if (const auto& id = example.messages[i].tool_call_id) results_.emplace(*id, i);
  }

  RerenderReport run() {
    for (std::size_t i = 0; i < example_.messages.size(); ++i)
      for (chat::ToolCall& call : example_.messages[i].tool_calls) one(i, call);
    return std::move(report_);
  }

 private:
  void one(std::size_t index, chat::ToolCall& call) {
    const auto found = results_.find(call.id);
    chat::Message* result = found == results_.end() ? nullptr : &example_.messages[found->second];
    auto arguments = base::parse_json(call.function.arguments);
    const bool has_arguments = arguments && arguments->is_object();
    const bool shell = call.function.name == "shell" && has_arguments && arguments->has("command");
    const auto names = tool_names();
    if (!shell && std::ranges::find(names, call.function.name) == names.end())
      return leave(index, call, "not a tool of the contract");
    if (!has_arguments) return;
    if (shell && arguments->has("background")) return leave(index, call, "a command in the background");
    if (shell) call.function.name = "bash";
    const bool renamed = rename_path(call, *arguments, result);
    const bool dropped = drop_description(call, *arguments);
    OlderResult older;
    if (result) older = render_result(call, *arguments, *result, shell, found->second);
    const bool moved = move_offset(*arguments, older.first_line);
    bool changed = shell;
    if (renamed || dropped || moved) {
      std::string written = arguments->dump();
      changed |= written != call.function.arguments;
      call.function.arguments = std::move(written);
    }
    if (changed) ++report_.changed;
  }

  // 2.x names the file `path`. A call that was refused keeps what the model wrote: it is the model's mistake.
  bool rename_path(const chat::ToolCall& call, base::Json& arguments, const chat::Message* result) const {
    const std::string_view tool = call.function.name;
    if (tool != "read" && tool != "edit" && tool != "write") return false;
    if (arguments.has("filePath") || !arguments.has("path") || !result || is_refused_call(result->content))
      return false;
    const bool store = example_.metadata.session && chat::is_v2(example_.metadata.session->store);
    const bool text = std::ranges::any_of(
        std::initializer_list<std::string_view>{"Read file ", "Read directory ", "Edited ",
                                                "Created file successfully: ", "Wrote file successfully: "},
        [&](std::string_view begin) { return result->content.starts_with(begin); });
    if (!store && !text) return false;
    arguments.find("path")->key = "filePath";
    return true;
  }

  static bool drop_description(const chat::ToolCall& call, base::Json& arguments) {
    if (call.function.name != "bash" || !arguments.has("description")) return false;
    arguments.erase("description");
    return true;
  }

  // The offset of the `<file>` form counts from 0, that of 1.18 from 1.
  static bool move_offset(base::Json& arguments, std::int64_t first_line) {
    if (first_line == 0 || arguments["offset"] != base::Json::of_number(first_line - 1)) return false;
    arguments.set("offset", base::Json::of_number(first_line));
    return true;
  }

  OlderResult render_result(const chat::ToolCall& call, const base::Json& arguments, chat::Message& result,
                            bool shell, std::size_t index) {
    const std::string_view tool = call.function.name;
    const std::string_view text = without_prefix(tool, result.content);
    const std::string path = absolute(std::string(arguments["filePath"].string()), options_.directory);
    OlderResult older;
    if (text.contains("was called with invalid arguments: [") ||
        text.starts_with("Invalid arguments for tool "))
      older.reason = "older words for invalid arguments";
    else if (tool == "read")
      older = older_read(text, path);
    else if (tool == "edit")
      older = older_edit(text, path);
    else if (tool == "write")
      older = older_write(text, path);
    else if (tool == "grep")
      older = older_grep(text);
    else if (tool == "glob")
      older = older_glob(text);
    else
      older = older_bash(text, {.second_generation = shell, .empty_is_no_output = empty_is_no_output_});
    if (!older.reason.empty()) leave(index, call, older.reason);
    if (!older.text && text.size() < result.content.size()) older.text = text;
    if (older.text && *older.text != result.content) {
      result.content = *std::move(older.text);
      ++report_.changed;
    }
    return older;
  }

  void leave(std::size_t index, const chat::ToolCall& call, std::string reason) {
    report_.left.push_back({index, call.function.name, std::move(reason)});
  }

  chat::Example& example_;
  const RerenderOptions& options_;
  bool empty_is_no_output_;
  std::map<std::string, std::size_t, std::less<>> results_;
  RerenderReport report_;
};

}  // namespace

RerenderReport rerender(chat::Example& example, const RerenderOptions& options) {
  return Renderer(example, options).run();
}

}  // namespace agent_tools
