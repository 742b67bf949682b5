// What a stored tool call did to files and commands, whatever generation of opencode named the tool.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <session_classifier/model.hpp>

namespace session_classifier {

enum class ToolUse { command, read, edit, search, invalid, other };

struct ToolFacts {
  ToolUse use = ToolUse::other;
  bool succeeded = false;          // the tool returned and was not `invalid`; a command may still have failed
  std::string command;             // of a command
  std::vector<std::string> files;  // read or edited, as the model named them
  std::vector<std::string> patterns;  // of a search: globs and the path
  bool creates = false;               // the call writes whole files
  std::string new_text;               // of an edit: what was put in
  std::string old_text;               // of an edit: what it replaced; "" of a whole file
};

// `part` is a tool call.
ToolFacts facts_of(const Part& part);

// Parts of its facts, without reading the arguments.
ToolUse use_of(const Part& part);
bool succeeded(const Part& part);

// Did an editing tool that the message calls succeed?
bool edits_files(const Message& message);

}  // namespace session_classifier
