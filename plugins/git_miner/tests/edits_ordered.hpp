// Whether edits come in an order that makes sense: the part of justified.hpp that reads them one after the other.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace git_miner::test {

class EditsOrdered {
 public:
  // `files`: as they are in the beginning.
  explicit EditsOrdered(const std::map<std::string, std::string>& files);

  // What is wrong with an edit, or a file that is written (`from` = ""), after those before it:
  //   a file is come back to
  //   it adjoins another, of which it is a part
  //   it defines what an earlier one uses already, and uses nothing that those define
  std::vector<std::string> change(const std::string& path, const std::string& from, const std::string& to);

  // A command was run, which shows a stage of its own, such as tests that fail.
  void ran() { done_.clear(); }

 private:
  struct Done {
    std::string path;
    std::size_t begin = 0, end = 0;  // lines, at the time of the last edit
    std::set<std::string> words, defined;
  };
  std::vector<std::string> order_of(const Done& now) const;

  std::map<std::string, std::string> files_;
  std::set<std::string> known_;  // what they define
  std::vector<Done> done_;
};

}  // namespace git_miner::test
