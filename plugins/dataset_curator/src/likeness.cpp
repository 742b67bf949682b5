#include "likeness.hpp"

#include <algorithm>

namespace dataset_curator {
namespace {

// Shingles that sets need at least for what is said of them.
constexpr std::size_t smallest_code = 8, smallest_added = 12;  // two or three lines
constexpr std::size_t smallest_shape = 30;  // some ten lines; shorter ones have their shape by chance
// Of runs of three words: one word in seven may differ, or one in four for code that differs in nothing but its names.
constexpr double same_request = 0.4, kindred_request = 0.25;
constexpr double same_code = 0.95;
constexpr double contained = 0.9;

bool are_at_least(std::size_t smallest, const ShingleSet& a, const ShingleSet& b) {
  return std::min(a.size(), b.size()) >= smallest;
}

}  // namespace

Likeness likeness(const Shingles& a, const Shingles& b, const NearDuplicateOptions& options) {
  using enum Likeness::Kind;
  if (const double index = jaccard(a.plain, b.plain); index >= options.similarity)
    return {near_duplicate, index, ""};
  if (are_at_least(smallest_added, a.added, b.added)) {
    if (const double index = jaccard(a.added, b.added); index >= options.similarity)
      return {near_duplicate, index, " of the added lines"};
  }
  // One of the two may have too little code to tell what is a name.
  const double request = std::max(jaccard(a.request, b.request), jaccard(a.words, b.words));
  const double code = jaccard(a.code, b.code);
  const bool is_short =
      !are_at_least(smallest_shape, a.code, b.code);  // a literal in it may be all that counts
  if (code >= (is_short ? std::max(same_code, options.similarity) : options.similarity) &&
      are_at_least(smallest_code, a.code, b.code) &&
      request >= (code >= same_code ? kindred_request : same_request))
    return {near_duplicate, code, " of the code but for names"};
  if (request >= same_request && are_at_least(smallest_code, a.added, b.added)) {
    const auto fewer = static_cast<double>(std::min(a.added.size(), b.added.size()));
    if (const double index = static_cast<double>(common(a.added, b.added)) / fewer; index >= contained)
      return {near_duplicate, index, " of the fewer added lines"};
  }
  if (are_at_least(smallest_shape, a.shape, b.shape)) {
    if (const double index = jaccard(a.shape, b.shape); index >= options.same_shape)
      return {same_shape, index, " of the code but for names and literals"};
  }
  return {};
}

}  // namespace dataset_curator
