// samples.html: some examples as the model will see them, what is learnt marked, for reading before hours of
// training are spent.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <chat/example.hpp>

namespace jsonl_sink {

struct Sample {
  std::string id;
  std::string text;                                         // rendered with the model's chat template
  std::vector<std::pair<std::size_t, std::size_t>> learnt;  // [begin, end) in bytes; ascending, disjoint
  std::size_t tokens = 0;
  std::size_t learnt_tokens = 0;
};

// Where several examples have one origin and category, the first of them is shown.
class Samples {
 public:
  void add(chat::Origin origin, chat::Category category, Sample sample);
  bool empty() const { return shown_.empty(); }

  // One page without scripts that needs no other file.
  std::string page(const std::string& title) const;

 private:
  struct Shown {
    chat::Origin origin;
    chat::Category category;
    Sample sample;
  };
  std::vector<Shown> shown_;  // in the order in which they came
};

}  // namespace jsonl_sink
