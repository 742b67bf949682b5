#include "shingles.hpp"

#include "normalised.hpp"
#include "shingle_builder.hpp"
#include "tokens.hpp"

namespace dataset_curator {
namespace {

constexpr std::size_t code_width = 5;     // selfcodealign's minhash_dedup.py and others
constexpr std::size_t request_width = 3;  // a request has few words

void add_words(std::string_view text, ShingleBuilder& out) {
  for_each_token(text, [&](std::string_view token, bool is_last) {
    if (kind_of(token.front()) == CharacterKind::word) out.add(hash_of(lower(token)));
    if (is_last) out.end_statement();
  });
}

}  // namespace

std::size_t common(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  std::size_t common = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    common += a[i] == b[j];
    const bool next_a = a[i] <= b[j], next_b = b[j] <= a[i];
    i += next_a;
    j += next_b;
  }
  return common;
}

double jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  const std::size_t both = common(a, b), all = a.size() + b.size() - both;
  return all == 0 ? 1.0 : static_cast<double>(both) / static_cast<double>(all);
}

Shingles shingles_of(const OwnWork& work) {
  ShingleBuilder plain(code_width), code(code_width), shape(code_width), added(code_width);
  ShingleBuilder words(request_width), request(request_width);
  Normaliser normaliser;
  add_plain(work.request, plain);
  add_plain(work.told, plain);
  for (const CodeChange& change : work.changes) {
    add_plain(change.text, plain);
    add_plain(change.added, added);
    normaliser.add_code(change.path, change.text, &code, &shape);
  }
  add_words(work.request, words);
  normaliser.add_prose(work.request, request);
  return {plain.take(), code.take(), shape.take(), added.take(), words.take(), request.take()};
}

}  // namespace dataset_curator
