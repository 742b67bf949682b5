// The state of files by their names, sizes and times, without reading them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <sys/stat.h>

namespace session_classifier::detail {

// Where the parts of a message lie.
using PartFolder = std::function<std::filesystem::path(const std::string& message)>;

struct TreeState {
  std::string stamp;  // changes when somebody writes to one of the files, adds one or removes one
  std::chrono::nanoseconds left_alone{};  // from the last write or change to when they were looked at
};

// Gathers the state of the files that are added, in their order.
class StateBuilder {
 public:
  StateBuilder();

  // A file, by its name in an open folder. False if it is no regular one.
  bool add(int folder, const std::string& name);
  bool add(const std::string& name, const struct stat& status);
  void add(const std::filesystem::path& file);
  // The parts of a message, if they have a folder.
  void add_parts(const std::filesystem::path& folder);
  void end_parts() { text("/"); }

  TreeState state() const;

 private:
  void text(std::string_view text);

  std::string gathered_;
  std::int64_t newest_ = 0;
  std::int64_t begin_;  // when it was made
};

TreeState state_of_file(const std::filesystem::path& file);

// Of the files of a session: its own, its messages and their parts. Throws filesystem_error if a folder cannot be looked at.
TreeState state_of_tree(const std::filesystem::path& own_file, const std::filesystem::path& messages,
                        const PartFolder& parts);

}  // namespace session_classifier::detail
