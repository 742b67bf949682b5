#include "change/shape_parts.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "change/shape_tokens.hpp"

namespace git_miner {
namespace {

using rust_code::ByteRange;
using rust_code::Item;
using rust_code::ItemKind;
using rust_code::SourceFile;

constexpr std::size_t gram = 4;
using Grams = std::unordered_map<std::size_t, std::ptrdiff_t>;  // how often, by the hash of the tokens

template <typename Take>
void for_grams(const Tokens& tokens, const Take& take) {
  for (std::size_t i = 0; i + gram <= tokens.size(); ++i) {
    std::size_t hash = 0;
    for (std::size_t k = 0; k < gram; ++k)
      hash = hash * 1000003 + std::hash<std::string_view>()(tokens[i + k].text);
    take(hash);
  }
}

// One side's view: `here` is where a function is new, `there` where its code was.
struct Direction {
  const std::vector<Item>& (*items)(const ChangedFile&);
  const std::vector<std::size_t>& (*single)(const ChangedFile&);  // items that are on this side alone
  const SourceFile& (*here)(const ChangedFile&);
  const SourceFile& (*there)(const ChangedFile&);
};

bool is_called(const Tokens& tokens, std::string_view name) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].text == name && (tokens[i + 1].text == "(" || tokens[i + 1].text == "::" ||
                                   tokens[i + 1].text == ")" || tokens[i + 1].text == ","))
      return true;
  }
  return false;
}

// The tokens of a file's one side outside of some functions.
Tokens tokens_outside(const SourceFile& file, std::vector<ByteRange> functions) {
  std::ranges::sort(functions, {}, &ByteRange::begin);
  functions.push_back({all_of(file).end, all_of(file).end});
  Tokens all;
  std::uint32_t begin = 0;
  for (const ByteRange& range : functions) {
    const Tokens tokens = tokens_of(file, {begin, range.begin}, Skip::imports);
    all.insert(all.end(), tokens.begin(), tokens.end());
    begin = std::max(begin, range.end);
  }
  return all;
}

// Functions on one side alone most of whose body stands on the other side in code that is not here.
std::vector<std::string> parts_of_others(const ChangeSet& set, const Direction& direction) {
  constexpr double least_share = 0.5;
  constexpr std::size_t least_grams = 6;
  std::vector<std::pair<const ChangedFile*, const Item*>> functions;
  for_sources(set, [&](const ChangedFile& file) {
    for (const std::size_t index : direction.single(file)) {
      const Item& item = direction.items(file)[index];
      if (item.kind == ItemKind::function && !item.is_test && item.body.begin < item.body.end)
        functions.emplace_back(&file, &item);
    }
  });
  if (functions.empty()) return {};
  Grams lost;
  Tokens here;
  for_sources(set, [&](const ChangedFile& file) {
    const SourceFile& there = direction.there(file);
    for_grams(tokens_of(there, all_of(there), Skip::imports), [&](std::size_t one) { ++lost[one]; });
    std::vector<ByteRange> own;
    for (const auto& [of, item] : functions) {
      if (of == &file) own.push_back(item->bytes);
    }
    // What is still on this side outside of those functions was not lost.
    const Tokens tokens = tokens_outside(direction.here(file), std::move(own));
    for_grams(tokens, [&](std::size_t one) { --lost[one]; });
    here.insert(here.end(), tokens.begin(), tokens.end());
  });
  std::vector<std::string> names;
  for (const auto& [file, item] : functions) {
    std::size_t all = 0, shared = 0;
    for_grams(tokens_of(direction.here(*file), item->body, Skip::none), [&](std::size_t one) {
      ++all;
      const auto found = lost.find(one);
      shared += found != lost.end() && found->second > 0 ? 1u : 0u;
    });
    if (all < least_grams || !is_called(here, item->name)) continue;
    if (static_cast<double>(shared) >= least_share * static_cast<double>(all)) names.push_back(item->path);
  }
  return names;
}

const Direction to_after{
    [](const ChangedFile& f) -> const std::vector<Item>& { return f.items.after; },
    [](const ChangedFile& f) -> const std::vector<std::size_t>& { return f.items.added; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_after; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_before; }};
const Direction to_before{
    [](const ChangedFile& f) -> const std::vector<Item>& { return f.items.before; },
    [](const ChangedFile& f) -> const std::vector<std::size_t>& { return f.items.deleted; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_before; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_after; }};

}  // namespace

std::vector<std::string> extracted_functions(const ChangeSet& set) { return parts_of_others(set, to_after); }
std::vector<std::string> inlined_functions(const ChangeSet& set) { return parts_of_others(set, to_before); }

}  // namespace git_miner
