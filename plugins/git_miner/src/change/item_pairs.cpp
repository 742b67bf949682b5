#include "change/item_pairs.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "change/named_kinds.hpp"
#include "change/shape_tokens.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

constexpr double least_alike = 0.6;     // share of what both hold, for a new name
constexpr std::size_t least_grams = 8;  // shorter ones are alike by chance

struct Side {
  const CodeFile* file = nullptr;
  const Item* item = nullptr;
  Tokens tokens;
};

bool is_type(const Item& item) {
  return item.kind == ItemKind::structure || item.kind == ItemKind::enumeration ||
         item.kind == ItemKind::union_type || item.kind == ItemKind::trait;
}

std::string with_new_words(std::string_view path, const std::map<std::string, std::string>& words) {
  std::string out;
  for (std::size_t at = 0; at < path.size();) {
    std::size_t end = at;
    while (end < path.size() && is_word_char(path[end])) ++end;
    if (end == at) {
      out += path[at++];
      continue;
    }
    const std::string word(path.substr(at, end - at));
    const auto found = words.find(word);
    out += found == words.end() ? word : found->second;
    at = end;
  }
  return out;
}

bool are_same(const Side& one, const Side& other, const std::map<std::string, std::string>& words) {
  if (one.tokens.size() != other.tokens.size()) return false;
  for (std::size_t i = 0; i < one.tokens.size(); ++i) {
    const std::string_view a = one.tokens[i].text, b = other.tokens[i].text;
    const auto mapped = words.find(std::string(a));
    if (a != b && !(a == one.item->name && b == other.item->name) &&
        !(mapped != words.end() && mapped->second == b))
      return false;
  }
  return true;
}

using Grams = std::map<std::string, std::ptrdiff_t>;

Grams grams_of(const Tokens& tokens) {
  Grams grams;
  for (std::size_t i = 0; i + 3 <= tokens.size(); ++i)
    ++grams[std::string(tokens[i].text) + '\xFF' + std::string(tokens[i + 1].text) + '\xFF' +
            std::string(tokens[i + 2].text)];
  return grams;
}

double likeness(const Side& one, const Side& other) {
  const std::array sizes{one.tokens.size(), other.tokens.size()};
  if (std::ranges::min(sizes) < least_grams + 2 || 2 * std::ranges::min(sizes) < std::ranges::max(sizes))
    return 0;
  const Grams mine = grams_of(one.tokens), theirs = grams_of(other.tokens);
  std::ptrdiff_t shared = 0;
  for (const auto& [gram, count] : mine) {
    const auto found = theirs.find(gram);
    if (found != theirs.end()) shared += std::min(count, found->second);
  }
  return 2.0 * static_cast<double>(shared) / static_cast<double>(sizes[0] + sizes[1] - 4);
}

Side side_of(const CodeFile& file, const rust_code::SourceFile& tree, const Item& item) {
  return {&file, &item, tokens_of(tree, item.bytes, Skip::visibility, Tests::taken)};
}

struct Candidate {
  double score = 0;
  ItemPair pair;
};

// In one file under another name, or in another file under the same.
std::optional<Candidate> candidate(const Side& gone, const Side& come,
                                   const std::map<std::string, std::string>& types) {
  const bool is_here = gone.file == come.file, has_name = gone.item->name == come.item->name;
  if (gone.item->kind != come.item->kind || gone.item->is_test != come.item->is_test) return std::nullopt;
  if (!is_here && !has_name) return std::nullopt;
  const bool is_same = are_same(gone, come, types);
  const double alike = is_same ? 1 : likeness(gone, come);
  if (alike < least_alike) return std::nullopt;
  return Candidate{alike + (is_here ? 0.1 : 0) + (has_name ? 0.2 : 0),
                   {gone.file, come.file, gone.item, come.item, is_same, false}};
}

}  // namespace

bool has_told_name(const Item& item) {
  return is_told_by_name(item.kind) || (item.kind == ItemKind::impl && item.name.starts_with('<'));
}

std::string without_arguments(const std::string& path) {
  std::string out;
  int depth = 0;  // of arguments, not of `<A as B>`
  for (const char c : path) {
    if (c == '<' && (depth > 0 || (!out.empty() && is_word_char(out.back())))) ++depth;
    if (depth == 0) out += c;
    if (c == '>' && depth > 0) --depth;
  }
  return out;
}

ItemPairs::ItemPairs(const std::vector<CodeFile>& files) {
  std::vector<Side> gone, come;
  for (const CodeFile& file : files) {
    for (const std::size_t index : file.items->deleted) {
      if (has_told_name(file.items->before[index]))
        gone.push_back(side_of(file, *file.before, file.items->before[index]));
    }
    for (const std::size_t index : file.items->added) {
      if (has_told_name(file.items->after[index]))
        come.push_back(side_of(file, *file.after, file.items->after[index]));
    }
  }
  const auto pair_up = [&](const auto& fits) {
    std::vector<Candidate> candidates;
    for (const Side& one : gone) {
      for (const Side& other : come) {
        if (has(*one.item) || has(*other.item) || !fits(one, other)) continue;
        if (auto found = candidate(one, other, types_)) candidates.push_back(*std::move(found));
      }
    }
    std::ranges::stable_sort(candidates, std::greater(), &Candidate::score);
    for (const Candidate& one : candidates) {
      if (!has(*one.pair.before) && !has(*one.pair.after)) take(one.pair);
    }
  };
  // Types first: what stands in them is named after them.
  pair_up([](const Side& one, const Side&) { return is_type(*one.item); });
  for (const Side& one : gone) {
    for (const Side& other : come) {
      if (has(*one.item) || has(*other.item) || one.item->kind != other.item->kind ||
          !goes_with_a_renamed(one.item->path, other.item->path))
        continue;
      take({one.file, other.file, one.item, other.item, are_same(one, other, types_), true});
    }
  }
  pair_up([](const Side&, const Side&) { return true; });
}

void ItemPairs::take(ItemPair pair) {
  paired_.insert({pair.before, pair.after});
  if (is_type(*pair.before) && pair.before->name != pair.after->name)
    types_[pair.before->name] = pair.after->name;
  pairs_.push_back(pair);
}

bool ItemPairs::goes_with_a_renamed(const std::string& before, const std::string& after) const {
  return !types_.empty() && before != after && with_new_words(before, types_) == after;
}

}  // namespace git_miner
