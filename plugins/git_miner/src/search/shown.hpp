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

#include "search/names_used.hpp"
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
  // What the `glob` tool answered: that these files are there, but not that they matter, unless they are very few.
  void add_listing(std::string_view result);
  // Lines of a file as it is now.
  void add_read(const std::string& path, LineRange lines);
  // The file was changed by these edits, made one after the other from its top; what they wrote is known.
  void add_edits(const std::string& path, std::string_view before, const std::vector<edits::Edit>& edits);
  // The file was written as a whole, or came here from another path.
  void add_written(const std::string& path);
  void add_moved(const std::string& from, const std::string& to);

  bool has_word(std::string_view word) const { return words_.contains(word); }
  // Likewise, of code words of any length, and paths.
  bool has_name(std::string_view name) const {
    return has_word(name) || code_.contains(name) || paths_.contains(name);
  }
  bool has_code(std::string_view name) const { return code_.contains(name); }
  // Code was shown that defines or calls a macro of this name.
  bool has_macro(std::string_view name) const;
  // A text named one of the name's parts: `buffer` of line_buffer.
  bool is_told_of(std::string_view name) const;
  // Its module is named so, or it is one where cargo begins: what may_open asks of a file that was only listed.
  bool is_led_to(const std::string& path) const;
  // A text named it, whatever joins its parts, or a word that it holds.
  bool is_told(std::string_view name) const;
  // A text or code named it.
  bool is_crate_named(std::string_view name) const;
  // Code was shown that defines a name, or uses it in the same way.
  bool has_use(const UsedName& name) const;
  bool knows(const std::string& path) const { return paths_.contains(path); }
  // More than listed with many others: a text, a search or code names the file, or the module that it is, or it is where a package begins, or
  // among the tests of one of which a file was named.
  bool may_open(const std::string& path) const;
  bool knows_folder(std::string_view folder) const;  // a file that lies below it; the root is known
  // Lines that a search or a command named, from 0.
  const std::set<std::size_t>& named_lines(const std::string& path) const;
  const std::map<std::string, std::set<std::size_t>>& all_named_lines() const { return named_; }  // by path
  const std::vector<LineRange>& read_lines(const std::string& path) const;  // in order, disjoint
  bool covers(const std::string& path, const LineRange& lines) const;
  const std::vector<std::string>& read_order() const { return read_order_; }  // paths, as first read

 private:
  // How a word stands in code.
  static constexpr unsigned as_call = 1;    // called, or a function's name
  static constexpr unsigned as_field = 2;   // behind a dot, or before a colon
  static constexpr unsigned as_module = 4;  // `mod x`, `x::`
  static constexpr unsigned as_macro = 8;   // `x!`, `macro_rules! x`
  static unsigned way_in_code(std::string_view before, std::string_view after);

  void add_words(std::string_view text);
  void add_code(std::string_view text);
  void add_paths(std::string_view text);
  void add_modules(const std::string& path, std::string_view text);
  bool knows_package(const std::string& front) const;
  bool is_module_named(std::string_view stem) const;
  void add_range(const std::string& path, LineRange lines);

  const ProjectFiles& files_;
  std::set<std::string, std::less<>> words_;
  std::map<std::string, unsigned, std::less<>> code_;  // words of code, and how they stood there
  std::set<std::string, std::less<>> told_;            // words of texts, in lower case
  std::set<std::string, std::less<>> paths_;
  std::set<std::string, std::less<>> named_paths_;  // of paths_, those that were not only listed
  std::map<std::string, std::set<std::size_t>> named_;
  std::map<std::string, std::vector<LineRange>> read_;
  std::vector<std::string> read_order_;
};

// Where in `text` each edit's old text stands. Context that an earlier edit wrote is not of that text; the
// range then begins where the two meet. Edits from the top of the text to its end.
std::vector<LineRange> edited_lines(std::string_view text, const std::vector<edits::Edit>& edits);

}  // namespace git_miner
