// The files that a session's calls have shown whole, as far as they are still known.
//
// A command may change any file, so nothing is known behind one until a file is read again.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <session_classifier/model.hpp>

namespace session_classifier {

class SeenFiles {
 public:
  // What a call showed or did: `read` of a whole file, `edit`, `write`, or something else. `directory` is the folder that
  // relative paths belong to.
  void see(const Part& call, std::string_view directory);

  // How often the text stands in the file; none where the file is not known.
  std::optional<std::size_t> count(std::string_view path, std::string_view text) const;

 private:
  void replace(const std::string& path, std::string_view old_text, std::string_view new_text);

  std::map<std::string, std::string, std::less<>> texts_;  // by absolute path
};

}  // namespace session_classifier
