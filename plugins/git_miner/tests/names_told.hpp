// Which names the agent speaks of, and which it gives up, against what it has been shown: the part of justified.hpp
// that reads what is said, and what edits replace.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace git_miner::test {

class NamesTold {
 public:
  // By path, as it is in the beginning.
  explicit NamesTold(const std::map<std::string, std::string>& files);

  void asked(std::string_view request);
  void shown(std::string_view text);  // the request, a result, an argument of a call

  // Names in backticks that nothing has shown: "names `run`, which was not shown". Commands are no names.
  std::vector<std::string> say(std::string_view text) const;

  void searched(const std::string& pattern);
  void wrote(const std::string& path) { edited_.insert(path); }
  // An edit of `from` to `to`, which begins at a line of a file.
  void edit(const std::string& path, const std::string& before, std::size_t at, const std::string& from,
            const std::string& to);

  // In the end: names of the project that edits replaced in two functions or more without a search before the first of
  // them; and names that the request spells as code where the first three searches are for none of these, nor for
  // the one that is replaced.
  std::vector<std::string> unsearched(const std::map<std::string, std::string>& files) const;

 private:
  struct Loss {
    std::set<std::string> replaced, given_up;  // places
    bool is_searched = false;                  // before the first of them
  };

  std::map<std::string, std::string> files_;  // in the beginning
  std::set<std::string> words_, searched_, edited_;
  std::set<std::string> spelt_, beside_;  // names of the request: that one searches for, that will do as well
  std::vector<std::string> searches_;
  std::map<std::string, Loss> losses_;
};

}  // namespace git_miner::test
