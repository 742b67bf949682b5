// The texts of dataset.json and README.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <jsonl_sink/dataset_writer.hpp>

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

// Tokens are told only where every example has a count and the tokenizer is known: a partial sum would
// mislead.
bool tells_tokens(const Amount& total, const Card& card);

std::string dataset_json(const Tally& tally, const SplitFiles& files, const Card& card);
std::string dataset_card(const Tally& tally, const SplitFiles& files, const Card& card);

// How `datasets` is to read the columns, for the card's header. Without it, it guesses from the first megabytes and either
// fails on what follows or merges the arguments of all tools into one type.
std::string column_types(const Spelling& spelling);
// The section of the card that says how trainers load the set.
std::string loading(const Card& card);

}  // namespace jsonl_sink
