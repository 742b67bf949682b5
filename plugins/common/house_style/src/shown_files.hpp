// The files that an example works on, as far as it has shown them.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <chat/file_change.hpp>

namespace house_style {

struct ShownText {
  std::string text;
  bool from_start = false;  // of the file: else from somewhere in it
};

// A text with a change made, and where the new part stands in it.
struct ChangedText {
  ShownText shown;
  std::size_t begin = 0, end = 0;
};

class ShownFiles {
 public:
  // What a tool answered that was asked for the file: with numbers before its lines (`1: `, `00001| `), or as it is.
  void read(const std::string& path, std::string_view answer);

  // Makes the change in all that was shown of the file, and returns the text that tells most of what is around it: of a place
  // that was not shown the new part alone.
  ChangedText change(const chat::FileChange& change);

  // All that was shown of a file, the latest last.
  std::string_view latest(const std::string& path) const;

 private:
  std::map<std::string, std::vector<ShownText>, std::less<>> texts_;
};

}  // namespace house_style
