// What of a project's names a conversation has shown, by the syntax of what is written: the part of justified.hpp that
// knows Rust.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace git_miner::test {

class NamesShown {
 public:
  // By path, as it is in the beginning.
  explicit NamesShown(const std::map<std::string, std::string>& files);

  void told(std::string_view text);  // the request, or what a command printed
  void see(std::string_view code);   // what a read or search showed
  void searched(const std::string& pattern, const std::string& include);
  void moved(const std::string& from, const std::string& to);

  // Carries the change out. What its new code uses without it having been shown, and whose signature it changes without
  // a search: ", which uses `connect`, which was not shown".
  // `lines`: those of the file that were shown, in which uses of what is private to it may stand.
  std::vector<std::string> edit(const std::string& path, const std::string& from, const std::string& to,
                                const std::set<std::string>& lines);
  std::vector<std::string> write(const std::string& path, const std::string& text);

  // The project as the edits have made it.
  const std::map<std::string, std::string>& files() const { return files_; }

  // The request or a command names the file's module, or code does, or a package begins there.
  bool may_open(const std::string& path) const;

 private:
  enum Way : unsigned { plain = 1, called = 2, field = 4, module = 8 };

  void define(const std::string& text);
  std::vector<std::string> unknown_names(const std::string& text, std::size_t begin, std::size_t end) const;
  std::vector<std::string> unsearched_uses(const std::string& path, const std::string& before,
                                           const std::string& after,
                                           const std::set<std::string>& shown) const;

  std::map<std::string, std::string> files_;
  std::map<std::string, std::map<unsigned, std::size_t>> definitions_;  // how often, by name and way of use
  std::map<std::string, std::size_t> lines_with_;                       // lines that hold a word
  std::map<std::string, unsigned> seen_;                                // ways, by word
  std::set<std::string> told_;
  std::set<std::string> searched_;
};

}  // namespace git_miner::test
