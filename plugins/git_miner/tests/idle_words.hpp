// Whether the words that a conversation searches for tell of what is asked: the part of justified.hpp that reads
// patterns.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace git_miner::test {

class IdleWords {
 public:
  // By path, as they are in the beginning.
  explicit IdleWords(const std::map<std::string, std::string>& files) : files_(files) {}

  void asked(std::string_view request) { request_ = request; }
  void shown(std::string_view result);

  // What is wrong with a search of sources for a single word of prose: it stands in more lines than anybody looks through, or only
  // once in the request, behind its first sentence. "" for other searches.
  std::string searched(std::string pattern, const std::string& folder, std::string include) const;

 private:
  const std::map<std::string, std::string>& files_;
  std::string request_;
  std::set<std::string> seen_;  // words of results
};

}  // namespace git_miner::test
