// The order in which the edits of a change are made: what comes in stands there before it is used.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <edits/edits.hpp>
#include <git_miner/repository.hpp>
#include <rust_code/source_file.hpp>

namespace git_miner {

// What is changed a few lines apart is one thought, and one edit.
std::vector<edits::Edit> edits_as_made(std::string_view from, std::string_view to);

// A part of a change.
struct PartNames {
  std::set<std::string> defined;  // by lines that were not there before
  std::set<std::string> used;
};

// Indices into `parts`: as they are, but each behind those that define what it uses, unless these in turn need it.
std::vector<std::size_t> definitions_first(const std::vector<PartNames>& parts);

struct PlacedEdit {
  edits::Edit edit;
  LineRange place;  // where its text stands after all edits; may be empty
};

// The edits from `from` to the text of `to`, as `edits_as_made` gives them, in that order; as they are where one of
// them could not be made in it.
std::vector<PlacedEdit> edits_in_order(const std::string& from, const rust_code::SourceFile& to);

// Of a whole file.
PartNames names_of(const std::string& from, const rust_code::SourceFile& to);

}  // namespace git_miner
