// What a conversation has shown so far: the only ground on which its next call may stand.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <edits/edits.hpp>
#include <git_miner/repository.hpp>

#include "search/project_files.hpp"

namespace git_miner {

class Shown {
 public:
  // `files` must outlive it.
  explicit Shown(const ProjectFiles& files) : files_(files) {}

  // Any text: the request, what a command printed. Its words, the paths of files, and the lines named behind a
  // path (`src/lib.rs:12:5`).
  void add_text(std::string_view text);
  // What the `grep` tool answered.
  void add_grep(std::string_view result);
  // Lines of a file as it is now.
  void add_read(const std::string& path, LineRange lines);
  // The file was changed by these edits, made one after the other from its top; what they wrote is known.
  void add_edits(const std::string& path, std::string_view before, const std::vector<edits::Edit>& edits);
  // The file was written as a whole, or came here from another path.
  void add_written(const std::string& path);
  void add_moved(const std::string& from, const std::string& to);

  bool has_word(std::string_view word) const { return words_.contains(word); }
  bool knows(const std::string& path) const { return paths_.contains(path); }
  bool knows_folder(std::string_view folder) const;  // a file that lies below it; the root is known
  // Lines that a search or a command named, from 0.
  const std::set<std::size_t>& named_lines(const std::string& path) const;
  const std::vector<LineRange>& read_lines(const std::string& path) const;  // in order, disjoint
  bool covers(const std::string& path, const LineRange& lines) const;
  const std::vector<std::string>& read_order() const { return read_order_; }  // paths, as first read

 private:
  void add_words(std::string_view text);
  void add_range(const std::string& path, LineRange lines);

  const ProjectFiles& files_;
  std::set<std::string, std::less<>> words_;
  std::set<std::string, std::less<>> paths_;
  std::map<std::string, std::set<std::size_t>> named_;
  std::map<std::string, std::vector<LineRange>> read_;
  std::vector<std::string> read_order_;
};

// Where in `text` each edit's old text stands. Context that an earlier edit wrote is not of that text; the
// range then begins where the two meet. Edits from the top of the text to its end.
std::vector<LineRange> edited_lines(std::string_view text, const std::vector<edits::Edit>& edits);

}  // namespace git_miner
