// The state of the files of a session: by their names, sizes and times, and by what they hold where they are read.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <sys/stat.h>

#include <base/error.hpp>
#include <digest/content_hash.hpp>

#include "json_folder.hpp"

namespace session_classifier::detail {

// The parts of a message, if they have a folder. Throws as JsonFolder::open does.
using PartFolder = std::function<std::optional<JsonFolder>(const std::string& message)>;

// The files of one session in a tree.
struct SessionFiles {
  std::filesystem::path own, messages;
  PartFolder parts;
};

struct TreeState {
  std::string stamp;  // changes when somebody writes to one of the files, adds one or removes one
  std::string
      content;  // digest of their names, without folders, and of what they hold; "" unless they were read
  std::int64_t written =
      0;  // the last write or change of a file, or of a folder that was added; ns since the epoch
  std::int64_t seen = 0;       // when they were looked at first; the same
  bool lacks_folders = false;  // of a message or its parts: nothing tells when one was taken away

  std::chrono::nanoseconds left_alone() const { return std::chrono::nanoseconds(seen - written); }
};

// Gathers the state of the files that are added, in their order.
class StateBuilder {
 public:
  StateBuilder();

  // A file, by its name in an open folder. False if it is no regular one.
  bool add(int folder, const std::string& name);
  bool add(const std::string& name, const struct stat& status);
  void add(const std::filesystem::path& file);
  // The time alone at which files were last added to a folder or taken from it.
  void add_time_of(const JsonFolder& folder);
  void add_name(const std::string& name) { text(name); }
  // What a file holds, or why it cannot be read, beside its state.
  void add_content(std::string_view name, const base::Result<std::string>& text);
  void add_parts(const JsonFolder& folder);
  void end_parts() { text("/"); }

  TreeState state();  // once, at the end

 private:
  void text(std::string_view text);

  std::string gathered_;
  digest::ContentHash content_;
  bool has_content_ = false;
  std::int64_t written_ = 0;
  std::int64_t seen_;  // when it was made
};

TreeState state_of_file(const std::filesystem::path& file);
// Of the session's own file and the names of its messages.
TreeState outline_of(const SessionFiles& files);

// Calls `visit` for each file of an open folder, in order, which is to give `state` the file's; of what is none only the state
// is taken.
template <typename Visit>
void for_files_of(const JsonFolder& folder, StateBuilder& state, const Visit& visit) {
  for (const JsonFolder::Entry& entry : folder.entries()) {
    if (entry.is_file)
      visit(entry.name);
    else
      state.add(folder.descriptor(), entry.name);
  }
}

// Without reading them. Throws filesystem_error if a folder cannot be looked at.
TreeState state_of(const SessionFiles& files);
// With their content, by reading all of them.
TreeState content_state_of(const SessionFiles& files);
// Reads the parts of a message for their state alone.
void read_parts(const JsonFolder& folder, StateBuilder& state);

}  // namespace session_classifier::detail
