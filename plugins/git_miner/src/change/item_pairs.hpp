// Items that a comparison by kind and path takes for deleted and added, and that are one: under another name, or in another
// file.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <rust_code/compare.hpp>

namespace git_miner {

// What is told by a name of its own, as the impl of a trait is: `<Client as Read>`.
bool has_told_name(const rust_code::Item& item);

// `<F as Matcher<T>>::eq` as `<F as Matcher>::eq`: with other arguments the impl stands for the same.
std::string without_arguments(const std::string& path);

struct CodeFile {
  std::string path;
  const rust_code::SourceFile* before = nullptr;
  const rust_code::SourceFile* after = nullptr;
  const rust_code::Comparison* items = nullptr;
};

struct ItemPair {
  const CodeFile* before_file = nullptr;
  const CodeFile* after_file = nullptr;
  const rust_code::Item* before = nullptr;
  const rust_code::Item* after = nullptr;
  bool is_same = false;     // but for its name
  bool goes_along = false;  // its path changed with the name of the type around it
};

class ItemPairs {
 public:
  // The files must outlive it.
  explicit ItemPairs(const std::vector<CodeFile>& files);

  const std::vector<ItemPair>& all() const { return pairs_; }
  bool has(const rust_code::Item& item) const { return paired_.contains(&item); }

  // `Old::run` and `New::run`, where `Old` became `New`.
  bool goes_with_a_renamed(const std::string& before, const std::string& after) const;

 private:
  void take(ItemPair pair);

  std::vector<ItemPair> pairs_;
  std::set<const rust_code::Item*> paired_;
  std::map<std::string, std::string> types_;  // new names of types by old ones
};

}  // namespace git_miner
