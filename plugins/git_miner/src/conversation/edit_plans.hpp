// How files are edited and what is said about it, worked out once for all conversations that are tried.
#pragma once

#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <edits/edits.hpp>

#include "conversation/remarks.hpp"

namespace git_miner {

struct EditPlan {
  std::vector<edits::Edit> edits;  // in the order in which they are made
  Remark remark;                   // before the first of them
};

// One thread at a time.
class EditPlans {
 public:
  EditPlans() = default;
  // `set` must outlive it: its syntax trees are used where texts are those of its files.
  EditPlans(Remarks remarks, const ChangeSet& set) : remarks_(std::move(remarks)), set_(&set) {}

  // A path and what becomes of it always come from the same text.
  const EditPlan& of(const std::string& path, const std::string& from, const std::string& to) const;

  const Remarks& remarks() const { return remarks_; }

 private:
  const rust_code::SourceFile* tree_of(const std::string& path, const std::string& text) const;

  Remarks remarks_;
  const ChangeSet* set_ = nullptr;
  mutable std::map<std::pair<std::string, std::string>, EditPlan> known_;  // by path and text
  mutable std::list<rust_code::SourceFile> parsed_;
};

}  // namespace git_miner
