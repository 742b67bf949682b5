#include "filter/reworded_comment.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "change/code_tokens.hpp"
#include "change/line_index.hpp"
#include "change/word_parts.hpp"

namespace git_miner {
namespace {

using Words = std::set<std::string>;

// One side of a changed place.
struct Side {
  std::vector<std::string_view> code;
  std::string comments;
};

Side side_of(const rust_code::SourceFile& file, const LineIndex& lines, const LineRange& range) {
  Side side;
  for (const CodeToken& token : tokens_within(file, lines, range)) {
    if (is_comment(file, token))
      side.comments.append(token.text) += ' ';
    else
      side.code.push_back(token.text);
  }
  return side;
}

// Whether a byte lies in an item whose code changes or comes, or in the comments above it.
bool is_in_changed_item(const rust_code::Comparison& items, std::uint32_t byte) {
  std::optional<std::size_t> innermost;
  for (std::size_t i = 0; i < items.after.size(); ++i) {
    if (items.after[i].whole.begin <= byte && byte < items.after[i].whole.end) innermost = i;
  }
  if (!innermost) return false;
  return std::ranges::binary_search(items.added, *innermost) ||
         std::ranges::any_of(items.changed, [&](const auto& change) {
           return change.after == *innermost && (change.signature || change.body || change.attributes);
         });
}

bool is_rewording(const Side& before, const Side& after, const Words& known) {
  constexpr std::size_t least_words = 3, least_bytes = 4;  // shorter words are everybody's
  const Words old_words = word_parts(before.comments), new_words = word_parts(after.comments);
  Words same, others;
  std::ranges::set_intersection(old_words, new_words, std::inserter(same, same.end()));
  std::ranges::set_symmetric_difference(old_words, new_words, std::inserter(others, others.end()));
  return old_words.size() >= least_words && 2 * same.size() >= old_words.size() &&
         std::ranges::none_of(others, [&](const std::string& word) {
           return word.size() >= least_bytes && known.contains(word);
         });
}

struct Place {
  const ChangedFile* file = nullptr;
  std::size_t line = 0;  // of the after side, from 0
  Side before, after;
};

}  // namespace

std::optional<Drop> reworded_comment_drop(const ChangeSet& set, const Words& said) {
  std::vector<Place> comments;
  Words known = said;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || file.change.kind != ChangeKind::modified) continue;
    const LineIndex before(file.before), after(file.after);
    for (const ChangedLines& lines : file.change.lines) {
      Place place{&file, lines.after.begin, side_of(*file.tree_before, before, lines.before),
                  side_of(*file.tree_after, after, lines.after)};
      if (place.before.code == place.after.code) {
        comments.push_back(std::move(place));
        continue;
      }
      for (const Side& side : {place.before, place.after}) {
        for (const std::string_view token : side.code) known.merge(word_parts(token));
      }
    }
  }
  for (const Place& place : comments) {
    if (place.before.comments.empty() || place.after.comments.empty()) continue;
    const auto byte = static_cast<std::uint32_t>(LineIndex(place.file->after).begin(place.line));
    if (place.file->tree_after->in_test_at(byte) || is_in_changed_item(place.file->items, byte)) continue;
    if (is_rewording(place.before, place.after, known))
      return Drop{DropReason::beside_request,
                  fmt::format("{}:{}: other words in a comment", place.file->change.path(), place.line + 1)};
  }
  return std::nullopt;
}

}  // namespace git_miner
