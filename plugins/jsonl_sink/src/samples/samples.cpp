#include <algorithm>
#include <iterator>
#include <ranges>

#include <digest/sha256.hpp>
#include <jsonl_sink/samples.hpp>

namespace jsonl_sink {

void Samples::add(const chat::Example& example) {
  const chat::Metadata& metadata = example.metadata;
  auto& kind = chosen_[{metadata.origin, metadata.category, !metadata.verified}];
  std::string place = digest::sha256_hex(metadata.id);
  // A kind that is among the largest gives way itself: then a copy would be for nothing.
  const auto is_larger = [&](const auto& one) { return one.size() > kind.size(); };
  const bool is_full = count_ == most && std::ranges::none_of(chosen_ | std::views::values, is_larger);
  if (is_full && !kind.empty() && place > std::prev(kind.end())->first) return;
  if (!kind.emplace(std::move(place), example).second) return;
  if (++count_ > most) drop_one();
}

std::vector<Sample> Samples::chosen(const Render& render) const {
  std::vector<Sample> samples;
  for (const auto& [kind, examples] : chosen_) {
    for (const auto& [place, example] : examples) {
      samples.push_back({.example = &example, .rendering = {}});
      if (render) samples.back().rendering = render(example);
    }
  }
  return samples;
}

// Of the largest kind, the last of several, what has the greatest digest. No kind ever needs what it has lost, since its share
// never grows.
void Samples::drop_one() {
  auto largest = chosen_.begin();
  for (auto kind = chosen_.begin(); kind != chosen_.end(); ++kind)
    if (kind->second.size() >= largest->second.size()) largest = kind;
  largest->second.erase(std::prev(largest->second.end()));
  --count_;
}

}  // namespace jsonl_sink
