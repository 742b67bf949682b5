// The texts of dataset.json and README.md; the sections of the card have files of their own.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <jsonl_sink/card.hpp>

#include "tally.hpp"

namespace jsonl_sink {

struct WrittenFile {
  std::string name;
  std::uint64_t bytes = 0;
  std::string sha256;
};

struct SplitFile {
  std::vector<WrittenFile> files;  // one, or the parts in order
  std::uint64_t groups = 0;

  bool is_empty() const { return files.size() == 1 && files.front().bytes == 0; }
  // "train.jsonl", or "train-*.jsonl" of parts.
  std::string pattern() const;
};

using SplitFiles = std::map<chat::Split, SplitFile>;

// Tokens are told only where every example has a count, and the tokenizer is known and does give it: a partial sum would
// mislead.
bool tells_tokens(const Amount& total, const Card& card);

std::string dataset_json(const Tally& tally, const SplitFiles& files, const Card& card);
std::string dataset_card(const Tally& tally, const SplitFiles& files, const Card& card);

// How `datasets` is to read the columns, for the card's header. Without it, it guesses from the first megabytes and either
// fails on what follows or merges the arguments of all tools into one type.
std::string column_types(const Spelling& spelling);
// Sections of the card: how trainers load the set; what it was to hold and holds; how long examples are; what came of all that
// came to the stages before; what was run to prove examples. "" where there is nothing to tell.
std::string loading(const Card& card);
std::string targets(const Tally& tally, const Card& card);
std::string lengths(const Tally& tally, const Card& card);
std::string funnel(const Card& card);
std::string proofs(const Tally& tally);

}  // namespace jsonl_sink
