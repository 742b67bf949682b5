#include "held_out_runs.hpp"

#include "normalised.hpp"
#include "tokens.hpp"

namespace dataset_curator {
namespace {

constexpr std::size_t code_width = 12, shortest_statement = 8;
constexpr std::size_t statement_width = 5;

template <class Use>
void for_each_word(std::string_view text, Use use) {
  for_each_token(text, [&](std::string_view token, bool) {
    if (kind_of(token.front()) == CharacterKind::word) use(token);
  });
}

// Shingles of code and of prose must not meet in one table.
std::vector<std::uint64_t> spread(const ShingleSet& set, std::uint64_t salt) {
  std::vector<std::uint64_t> runs;
  runs.reserve(set.size());
  for (const std::uint32_t shingle : set) runs.push_back((shingle ^ salt) * 0x9e3779b97f4a7c15);
  return runs;
}

std::vector<std::uint64_t> runs_of(ShingleBuilder& code) { return spread(code.take(), 1ULL << 32U); }

}  // namespace

std::size_t count_words(std::string_view text) {
  std::size_t count = 0;
  for_each_word(text, [&](std::string_view) { ++count; });
  return count;
}

// A run's hash is a polynomial of its words' hashes (Rabin and Karp), from one run to the next in two steps.
std::vector<std::uint64_t> word_runs(std::string_view text, std::size_t width) {
  constexpr std::uint64_t base = 0x9e3779b97f4a7c15;
  std::vector<std::uint64_t> words, runs;
  std::uint64_t hash = 0, power = 1;  // base^width
  for (std::size_t i = 0; i < width; ++i) power *= base;
  for_each_word(text, [&](std::string_view token) {
    words.push_back(hash_of(lower(token)));
    hash = hash * base + words.back();
    if (words.size() > width) hash -= power * words[words.size() - 1 - width];
    if (words.size() >= width) runs.push_back(hash);
  });
  return runs;
}

std::vector<std::uint64_t> code_runs(std::string_view path, std::string_view code) {
  ShingleBuilder builder(code_width, shortest_statement);
  Normaliser(StdNames::stay).add_code(path, code, nullptr, &builder);
  return runs_of(builder);
}

std::vector<std::uint64_t> code_runs(std::span<const CodeChange> changes) {
  ShingleBuilder builder(code_width, shortest_statement);
  Normaliser normaliser(StdNames::stay);
  for (const CodeChange& change : changes) normaliser.add_code(change.path, change.text, nullptr, &builder);
  return runs_of(builder);
}

std::vector<std::uint64_t> statement_runs(std::string_view text, std::span<const CodeChange> code) {
  ShingleBuilder builder(statement_width, statement_width);
  Normaliser normaliser(StdNames::stay);
  for (const CodeChange& change : code) normaliser.add_code(change.path, change.text, nullptr, nullptr);
  normaliser.add_prose(text, builder);
  return spread(builder.take(), 2ULL << 32U);
}

}  // namespace dataset_curator
