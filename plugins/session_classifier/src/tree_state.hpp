// The state of files by their names, sizes and times, without reading them.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace session_classifier::detail {

// Where the parts of a message lie.
using PartFolder = std::function<std::filesystem::path(const std::string& message)>;

struct TreeState {
  std::string stamp;  // changes when somebody writes to one of the files, adds one or removes one
  std::chrono::nanoseconds left_alone{};  // from the last write or change to when they were looked at
};

TreeState state_of_file(const std::filesystem::path& file);

// Of the files of a session: its own, its messages and their parts. Throws filesystem_error if a folder cannot be looked at.
TreeState state_of_tree(const std::filesystem::path& own_file, const std::filesystem::path& messages,
                        const PartFolder& parts);

}  // namespace session_classifier::detail
