// What a call changes in a file, in the words of several agents' tools.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <base/json.hpp>
#include <chat/example.hpp>

namespace chat {

struct FileChange {
  std::string path;
  std::string before;       // what is replaced; "" where the whole file is written
  std::string after;        // "" where something is taken out
  bool everywhere = false;  // every place that has `before`
};

// Whether the tool only looks at files.
bool is_look(std::string_view tool);

// The file that a call of any tool names; "" if it names none.
std::string_view path_of(const base::Json& arguments);

// None for calls of other tools.
std::optional<FileChange> file_change_of(const FunctionCall& call, const base::Json& arguments);
// None also where the arguments are no JSON.
std::optional<FileChange> file_change_of(const FunctionCall& call);

}  // namespace chat
