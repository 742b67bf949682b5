#include <algorithm>
#include <map>
#include <string_view>

#include <session_classifier/stored_json.hpp>
#include <session_classifier/tools.hpp>

namespace session_classifier {
namespace {

ToolUse use_of_tool(std::string_view tool) {
  static const std::map<std::string_view, ToolUse> uses = {
      {"bash", ToolUse::command},     {"shell", ToolUse::command},  {"read", ToolUse::read},
      {"edit", ToolUse::edit},        {"multiedit", ToolUse::edit}, {"write", ToolUse::edit},
      {"apply_patch", ToolUse::edit}, {"patch", ToolUse::edit},     {"grep", ToolUse::search},
      {"glob", ToolUse::search},      {"list", ToolUse::search},    {"invalid", ToolUse::invalid}};
  const auto known = uses.find(tool);
  return known == uses.end() ? ToolUse::other : known->second;
}

// The files that a patch in apply_patch's own format names, and the lines that it adds.
void read_patch(std::string_view patch, ToolFacts& facts) {
  while (!patch.empty()) {
    const std::size_t end = patch.find('\n');
    std::string_view line = patch.substr(0, end);
    patch.remove_prefix(end == std::string_view::npos ? patch.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    for (const std::string_view header :
         {"*** Update File: ", "*** Add File: ", "*** Delete File: ", "*** Move to: "}) {
      if (!line.starts_with(header)) continue;
      facts.files.emplace_back(line.substr(header.size()));
      facts.creates |= header == "*** Add File: ";
    }
    if (line.starts_with('+')) facts.new_text.append(line.substr(1)).append("\n");
    if (line.starts_with('-')) facts.old_text.append(line.substr(1)).append("\n");
  }
}

}  // namespace

ToolUse use_of(const Part& part) { return use_of_tool(part.tool); }

bool succeeded(const Part& part) {
  return part.state.status == ToolStatus::completed && use_of(part) != ToolUse::invalid;
}

ToolFacts facts_of(const Part& part) {
  ToolFacts facts;
  facts.use = use_of(part);
  facts.succeeded = succeeded(part);
  const auto parsed = parse_stored(part.state.input);
  if (!parsed) return facts;
  const base::Json& input = *parsed;
  switch (facts.use) {
    case ToolUse::command:
      facts.command = input["command"].string();
      break;
    case ToolUse::read:
    case ToolUse::edit:
      for (const char* key : {"filePath", "path"})  // the names of 1.x and 2.x
        if (facts.files.empty() && !input[key].string().empty())
          facts.files.emplace_back(input[key].string());
      facts.creates = part.tool == "write";
      for (const char* key : {"newString", "content"}) facts.new_text += input[key].string();
      facts.old_text = input["oldString"].string();
      for (const base::Json& edit : input["edits"].items) {
        facts.new_text.append(edit["newString"].string()).append("\n");
        facts.old_text.append(edit["oldString"].string()).append("\n");
      }
      read_patch(input["patchText"].string(), facts);
      break;
    case ToolUse::search:
      // The pattern of grep is an expression over the text and names no file.
      for (const char* key : {"include", part.tool == "glob" ? "pattern" : "include", "path"})
        if (!input[key].string().empty()) facts.patterns.emplace_back(input[key].string());
      break;
    case ToolUse::invalid:
    case ToolUse::other:
      break;
  }
  return facts;
}

bool edits_files(const Message& message) {
  return std::ranges::any_of(message.parts, [](const Part& part) {
    return part.kind == PartKind::tool && use_of(part) == ToolUse::edit && succeeded(part);
  });
}

}  // namespace session_classifier
