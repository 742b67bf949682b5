// The texts of dataset.json and README.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <jsonl_sink/dataset_writer.hpp>

#include "tally.hpp"

namespace jsonl_sink {

struct SplitFile {
  std::string name;  // of the file
  std::uint64_t bytes = 0;
  std::uint64_t groups = 0;
  std::string sha256;
};

using SplitFiles = std::map<chat::Split, SplitFile>;

// Tokens are told only where every example has a count and the tokenizer is known: a partial sum would
// mislead.
bool tells_tokens(const Amount& total, const Card& card);

std::string dataset_json(const Tally& tally, const SplitFiles& files, const Card& card);
std::string dataset_card(const Tally& tally, const SplitFiles& files, const Card& card);

}  // namespace jsonl_sink
