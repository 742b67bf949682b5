#include "change/layout.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <utility>

#include <rust_code/node_kinds.hpp>

#include "change/code_tokens.hpp"
#include "change/idle_punctuation.hpp"
#include "change/line_index.hpp"
#include "change/same_meaning.hpp"

namespace git_miner {
namespace {

using rust_code::ByteRange;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SourceFile;

constexpr std::size_t joined_lines = 3;  // as edits::edits_between joins changes

using Group = std::span<const ChangedLines>;

std::vector<Group> groups_of(const std::vector<ChangedLines>& lines) {
  std::vector<Group> groups;
  for (std::size_t begin = 0; begin < lines.size();) {
    std::size_t end = begin + 1;
    while (end < lines.size() && lines[end].before.begin - lines[end - 1].before.end <= joined_lines) ++end;
    groups.emplace_back(lines.data() + begin, end - begin);
    begin = end;
  }
  return groups;
}

// One side of a change.
class Side {
 public:
  Side(const SourceFile& file, const LineIndex& lines)
      : file_(file), lines_(lines), idle_(idle_punctuation(file)) {}

  // None where a token reaches over the ends.
  std::optional<std::vector<CodeToken>> tokens(const LineRange& range) const {
    const ByteRange bytes = bytes_of(range);
    for (const auto& node : file_.tree().nodes()) {
      const bool is_token = rust_code::is_literal(node.kind) || rust_code::is_comment(node.kind);
      const bool has_end = (node.bytes.begin < bytes.begin && node.bytes.end > bytes.begin) ||
                           (node.bytes.begin < bytes.end && node.bytes.end > bytes.end);
      if (is_token && has_end && file_.tree().text(node.bytes).contains('\n')) return std::nullopt;
    }
    auto all = tokens_within(file_, bytes);
    std::erase_if(all, [&](const CodeToken& token) { return idle_.contains(token.bytes.begin); });
    return all;
  }

  std::size_t depth(const CodeToken& token) const {
    std::size_t depth = 0;
    for (NodeId id = token.node; id != rust_code::no_node; id = file_.tree().parent(id))
      depth += file_.tree()[id].kind == Kind::parenthesized_expression ? 0 : 1;
    return depth;
  }

  // The lines of the statements, fields, arms or items that hold the tokens.
  LineRange statements_of(const std::vector<CodeToken>& tokens) const {
    const auto& tree = file_.tree();
    NodeId first = tokens.front().node, last = tokens.back().node;
    if (first == rust_code::no_node || last == rust_code::no_node) return {0, lines_.count()};
    const auto is_list_of_all = [&](NodeId id) {
      return id == rust_code::no_node ||
             (is_list(tree[id].kind) && tree[id].bytes.end >= tree[last].bytes.end);
    };
    while (!is_list_of_all(tree.parent(first))) first = tree.parent(first);
    while (tree.parent(last) != tree.parent(first) && tree.parent(last) != rust_code::no_node)
      last = tree.parent(last);
    return {lines_.line_at(tree[first].bytes.begin), lines_.line_at(tree[last].bytes.end) + 1};
  }

  // The lines of the innermost function that holds the line; none if there is none.
  LineRange function_at(std::size_t line) const {
    const auto byte = static_cast<std::uint32_t>(lines_.begin(line));
    LineRange found;
    for (const auto& node : file_.tree().nodes()) {
      if (node.kind == Kind::function_item && node.bytes.begin < byte && byte < node.bytes.end)
        found = {lines_.line_at(node.bytes.begin), lines_.line_at(node.bytes.end) + 1};
    }
    return found;
  }

 private:
  static bool is_list(Kind kind) {
    return kind == Kind::block || kind == Kind::source_file || kind == Kind::declaration_list ||
           kind == Kind::match_block || kind == Kind::field_declaration_list ||
           kind == Kind::enum_variant_list;
  }

  ByteRange bytes_of(const LineRange& range) const {
    return {static_cast<std::uint32_t>(lines_.begin(range.begin)),
            static_cast<std::uint32_t>(lines_.begin(range.end))};
  }

  const SourceFile& file_;
  const LineIndex& lines_;
  std::set<std::uint32_t> idle_;
};

std::string_view without_end(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

class Layout {
 public:
  explicit Layout(const ChangedFile& file) : file_(file), before_(file.before), after_(file.after) {
    if (file.is_rust && file.tree_before && file.tree_after) {
      old_side_.emplace(*file.tree_before, before_);
      new_side_.emplace(*file.tree_after, after_);
    }
    for (const ChangedLines& one : file.change.lines)
      is_same_.push_back(is_end_alone(one) || is_same_code(one));
  }

  std::optional<std::size_t> first_edit() const {
    std::size_t index = 0;
    for (const Group& group : groups_of(file_.change.lines)) {
      const std::size_t begin = std::exchange(index, index + group.size());
      bool is_layout = true;
      for (std::size_t i = begin; i < index; ++i) is_layout &= is_same_[i] && stands_apart(i);
      if (is_layout) return group.front().after.begin + 1;
    }
    return std::nullopt;
  }

 private:
  bool is_end_alone(const ChangedLines& one) const {
    if (one.before.end < before_.count() || one.after.end < after_.count()) return false;
    return without_end(std::string_view(file_.before).substr(before_.begin(one.before.begin))) ==
           without_end(std::string_view(file_.after).substr(after_.begin(one.after.begin)));
  }

  bool is_same_code(const ChangedLines& one) const {
    if (!old_side_ || !new_side_) return false;
    const auto old_tokens = old_side_->tokens(one.before), new_tokens = new_side_->tokens(one.after);
    if (!old_tokens || !new_tokens) return false;
    if (meaning_of(*file_.tree_before, *old_tokens) != meaning_of(*file_.tree_after, *new_tokens))
      return false;
    return old_tokens->empty() ||
           old_side_->depth(old_tokens->front()) == new_side_->depth(new_tokens->front());
  }

  // No change of code is in the same statement or, of blank lines, in the same function.
  bool stands_apart(std::size_t index) const {
    if (!old_side_) return true;
    const auto tokens = old_side_->tokens(file_.change.lines[index].before);
    if (!tokens) return true;
    const LineRange around = tokens->empty() ? old_side_->function_at(file_.change.lines[index].before.begin)
                                             : old_side_->statements_of(*tokens);
    for (std::size_t i = 0; i < is_same_.size(); ++i) {
      const LineRange& other = file_.change.lines[i].before;
      if (!is_same_[i] && other.begin < around.end && other.end > around.begin) return false;
    }
    return true;
  }

  const ChangedFile& file_;
  const LineIndex before_, after_;
  std::optional<Side> old_side_, new_side_;  // of Rust
  std::vector<bool> is_same_;                // by change
};

// A signature that is broken into other lines, whatever changes in the body.
std::optional<std::size_t> laid_out_signature(const ChangedFile& file) {
  if (!file.is_rust) return std::nullopt;
  const auto line_ends_in = [](const SourceFile& source, const rust_code::Item& item) {
    const std::string_view text =
        source.tree().text({item.bytes.begin, std::min(item.body.begin + 1, item.body.end)});
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
  };
  for (const auto& change : file.items.changed) {
    const auto &before = file.items.before[change.before], &after = file.items.after[change.after];
    const bool is_same = !change.signature && before.signature == after.signature && !change.moved;
    if (is_same && before.body.end > before.body.begin &&
        line_ends_in(*file.tree_before, before) != line_ends_in(*file.tree_after, after))
      return after.first_line;
  }
  return std::nullopt;
}

std::string meaning_without_comments(const SourceFile& file) {
  const auto idle = idle_punctuation(file);
  auto all = tokens_within(file, {0, static_cast<std::uint32_t>(file.tree().source().size())});
  std::erase_if(all, [&](const CodeToken& token) {
    return idle.contains(token.bytes.begin) || is_comment(file, token);
  });
  return meaning_of(file, all);
}

}  // namespace

bool is_same_but_for_punctuation(const ChangedFile& file) {
  return file.tree_before && file.tree_after && file.change.kind == ChangeKind::modified &&
         meaning_without_comments(*file.tree_before) == meaning_without_comments(*file.tree_after);
}

std::optional<std::size_t> layout_edit(const ChangedFile& file) {
  if (file.change.kind != ChangeKind::modified) return std::nullopt;
  if (const auto line = laid_out_signature(file)) return line;
  if (file.before.ends_with('\n') && !file.after.ends_with('\n')) return LineIndex(file.after).count();
  return Layout(file).first_edit();
}

}  // namespace git_miner
