// What the agent says before it changes a file: of the very next call, and no more than that call shows.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <edits/edits.hpp>
#include <rust_code/source_file.hpp>

#include "change/change_facts.hpp"
#include "change/deeds.hpp"
#include "conversation/edit_order.hpp"

namespace git_miner {

struct Remark {
  std::string text;   // "" where nothing is to be said
  std::string plain;  // the same without names of items, for where they are not known yet; may be ""
};

class Remarks {
 public:
  Remarks() = default;
  // `deeds` and `facts` are those of the set; `choice` picks the words.
  Remarks(const ChangeSet& set, const std::vector<FileDeeds>& deeds, const ChangeFacts& facts,
          std::uint64_t choice);

  // What a new file takes; "" where nothing is to be said.
  std::string on_new_file(const std::string& path) const;

  // Which crates an edit of a manifest adds or drops, and who needs them.
  Remark on_manifest(const std::string& path, const edits::Edit& edit) const;

  // Of the first edit of a Rust file from `before` to `after`: the items that come in or go with it, or the one in
  // which it lies; "" where it is nothing of this.
  std::string on_edit(const std::string& path, const rust_code::SourceFile& before,
                      const rust_code::SourceFile& after, const PlacedEdit& placed) const;

 private:
  struct CrateRemark {
    std::string crate;
    Remark sentence;
  };

  bool is_moved_out(const std::string& path, const std::string& item) const;
  std::string on_fresh(const std::string& path, const FileDeeds& deeds,
                       const std::vector<rust_code::Item>& fresh, const LineRange& old_lines,
                       const std::vector<rust_code::Item>& old_items) const;

  std::map<std::string, std::string> new_files_;               // by path
  std::map<std::string, std::vector<CrateRemark>> manifests_;  // likewise
  std::map<std::string, std::map<std::string, std::string>>
      moved_in_;                                            // files from which items come, by both
  std::map<std::string, std::set<std::string>> moved_out_;  // items by file
  std::uint64_t choice_ = 0;
};

}  // namespace git_miner
