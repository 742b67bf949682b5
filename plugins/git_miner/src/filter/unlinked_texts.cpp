#include "filter/unlinked_texts.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "change/code_tokens.hpp"
#include "change/line_index.hpp"
#include "change/message.hpp"
#include "change/said.hpp"
#include "path_parts.hpp"

namespace git_miner {
namespace {

using Words = std::set<std::string>;

Words words_in(std::string_view text) {
  const auto words = words_of(text);
  return {words.begin(), words.end()};
}

// One side of a changed place.
struct Side {
  std::string code, comments;
};

Side side_of(const rust_code::SourceFile& file, const LineIndex& lines, const LineRange& range) {
  Side side;
  for (const CodeToken& token : tokens_within(file, lines, range)) {
    std::string& into = is_comment(file, token) ? side.comments : side.code;
    (into += token.text) += ' ';
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

// The words in which two texts differ.
std::string other_words(const std::string& before, const std::string& after) {
  Words others;
  std::ranges::set_symmetric_difference(words_in(before), words_in(after),
                                        std::inserter(others, others.end()));
  std::string text;
  for (const std::string& word : others) (text += word) += ' ';
  return text;
}

std::optional<Drop> comment_drop(const ChangedFile& file, const Said& known) {
  const LineIndex before(file.before), after(file.after);
  for (const ChangedLines& lines : file.change.lines) {
    const Side old_side = side_of(*file.tree_before, before, lines.before);
    const Side new_side = side_of(*file.tree_after, after, lines.after);
    if (old_side.code != new_side.code || old_side.comments == new_side.comments) continue;
    const auto byte = static_cast<std::uint32_t>(after.begin(lines.after.begin));
    if (file.tree_after->in_test_at(byte) || is_in_changed_item(file.items, byte)) continue;
    if (!known.holds_part_of(other_words(old_side.comments, new_side.comments)))
      return Drop{DropReason::beside_request,
                  fmt::format("{}:{}: other words in a comment", file.change.path(), lines.after.begin + 1)};
  }
  return std::nullopt;
}

std::optional<Drop> lines_drop(const ChangedFile& file, const Said& known) {
  const std::string_view name = name_of_path(file.change.path());
  if (!file.is_manifest && known.holds_part_of(name.substr(0, name.find('.')))) return std::nullopt;
  const LineIndex before(file.before), after(file.after);
  const auto text_of = [](const std::string& text, const LineIndex& index, const LineRange& range) {
    return std::string_view(text).substr(index.begin(range.begin),
                                         index.begin(range.end) - index.begin(range.begin));
  };
  for (const ChangedLines& lines : file.change.lines) {
    if (known.holds_part_of(text_of(file.before, before, lines.before)) ||
        known.holds_part_of(text_of(file.after, after, lines.after)))
      continue;
    return Drop{DropReason::beside_request,
                fmt::format("{}:{}: the text has no word of the request or of the code that changes",
                            file.change.path(), lines.after.begin + 1)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Drop> unlinked_text_drop(const ChangeSet& set, const std::vector<ChangePart>& parts,
                                       std::string_view request) {
  std::string known_text(request);
  for (const ChangePart& part : parts) {
    for (const Names* names : {&part.own, &part.changed}) {
      for (const std::string_view name : *names) (known_text += ' ') += name;
    }
  }
  const Said known(known_text);
  for (const ChangedFile& file : set.files) {
    if (file.is_test || file.change.kind != ChangeKind::modified) continue;
    if (auto drop = file.is_rust ? comment_drop(file, known) : lines_drop(file, known)) return drop;
  }
  return std::nullopt;
}

}  // namespace git_miner
