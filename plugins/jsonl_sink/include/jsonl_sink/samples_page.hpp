// samples.html: some examples as the model will see them, what is learnt marked, for reading before hours of
// training are spent.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace jsonl_sink {

struct Sample {
  std::string id;
  std::string kind;                                         // origin and category
  std::string text;                                         // rendered with the model's chat template
  std::vector<std::pair<std::size_t, std::size_t>> learnt;  // [begin, end) in bytes; ascending, disjoint
  std::size_t tokens = 0;
  std::size_t learnt_tokens = 0;
};

// One page without scripts that needs no other file.
std::string samples_page(const std::string& title, const std::vector<Sample>& samples);

}  // namespace jsonl_sink
