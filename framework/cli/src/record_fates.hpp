// What became of records in a stage's last finished run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "asked_stage.hpp"

namespace flowrun::cli {

// Of a record, or of a part of one. Texts are as the stage gave them.
struct Fate {
  std::string key, outcome, reason, evidence;
};

struct RecordFate {
  store::RunUnit unit;  // of a collector its only one
  Fate whole;
  std::vector<Fate> parts;       // left out or rejected; the first of them
  std::uint64_t part_count = 0;  // of those that the store kept
};

struct RecordFates {
  std::vector<RecordFate> records;      // several only if they have the same key
  std::vector<std::string> candidates;  // where `key` fits several: their keys, the first of them
  bool are_all = true;                  // there are no further candidates
};

// `key` as tell_record has it. Neither records nor candidates: there is none.
store::Result<RecordFates> find_record(const AskedStage& asked, std::string_view key, std::size_t most_parts);

}  // namespace flowrun::cli
