#include <algorithm>

#include <fmt/core.h>

#include <rust_code/syntax_tree.hpp>
#include <syntax/parse.hpp>

#include "grammar.hpp"

namespace rust_code {
namespace {

Node make_node(TSTreeCursor* cursor, NodeId parent) {
  const TSNode node = ts_tree_cursor_current_node(cursor);
  const Grammar& grammar = Grammar::instance();
  return {.bytes = {ts_node_start_byte(node), ts_node_end_byte(node)},
          .parent = parent,
          .kind = grammar.kind(ts_node_symbol(node)),
          .field = grammar.field(ts_tree_cursor_current_field_id(cursor)),
          .named = ts_node_is_named(node),
          .missing = ts_node_is_missing(node)};
}

using LineBegins = std::vector<std::uint32_t>;

LineBegins find_line_begins(std::string_view source) {
  LineBegins begins{0};
  for (std::size_t at = source.find('\n'); at != std::string_view::npos; at = source.find('\n', at + 1)) {
    begins.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return begins;
}

// Whether the texts are the same but for the changes.
bool are_all(std::span<const TextChange> changes, std::string_view before, std::string_view after) {
  std::size_t old_end = 0, new_end = 0;
  const auto is_same_up_to = [&](std::size_t old_begin, std::size_t new_begin) {
    return old_begin >= old_end && new_begin >= new_end && old_begin <= before.size() &&
           new_begin <= after.size() &&
           before.substr(old_end, old_begin - old_end) == after.substr(new_end, new_begin - new_end);
  };
  for (const auto& [old_text, new_text] : changes) {
    if (!is_same_up_to(old_text.begin, new_text.begin)) return false;
    old_end = old_text.end, new_end = new_text.end;
  }
  return is_same_up_to(before.size(), after.size());
}

TSPoint point_of(const LineBegins& lines, std::uint32_t byte) {
  const auto after = std::ranges::upper_bound(lines, byte);
  const auto row = static_cast<std::uint32_t>(after - lines.begin()) - 1;
  return {row, byte - lines[row]};
}

}  // namespace

struct SyntaxTree::Parsed {
  SyntaxTree tree;
  syntax::TreePointer own;
};

base::Result<SyntaxTree::Parsed> SyntaxTree::parse_with(std::string source, const ParseLimits& limits,
                                                        const Parsed* before) {
  if (Grammar::instance().language() == nullptr) {
    return base::failure("no Rust grammar", "the linked tree-sitter does not accept its version",
                         "restore Cargo.lock of rust_bridge");
  }
  if (source.size() > std::min<std::size_t>(limits.max_bytes, INT32_MAX)) {
    return base::failure("file not parsed",
                         fmt::format("{} bytes, the limit is {}", source.size(), limits.max_bytes),
                         "leave it out or raise the limit");
  }
  SyntaxTree result;
  result.source_ = std::move(source);
  syntax::TreePointer tree = syntax::parse(Grammar::instance().language(), result.source_,
                                           limits.max_work_per_byte, before ? before->own.get() : nullptr);
  if (tree == nullptr) {
    return base::failure("file not parsed",
                         fmt::format("over {} units of work a byte: hardly Rust", limits.max_work_per_byte),
                         "leave it out or raise the limit");
  }
  result.has_errors_ = ts_node_has_error(ts_tree_root_node(tree.get()));
  result.nodes_ = syntax::flatten<Node>(tree.get(), no_node, make_node);
  result.nodes_[0].bytes = {0, static_cast<std::uint32_t>(result.source_.size())};
  result.line_begins_ = find_line_begins(result.source_);
  return Parsed{std::move(result), std::move(tree)};
}

base::Result<SyntaxTree> SyntaxTree::parse(std::string source, const ParseLimits& limits) {
  auto parsed = parse_with(std::move(source), limits, nullptr);
  if (!parsed) return std::unexpected(std::move(parsed.error()));
  return std::move(parsed->tree);
}

SyntaxTree::Versions SyntaxTree::parse_versions(std::string before, std::string after,
                                                std::span<const TextChange> changes,
                                                const ParseLimits& limits) {
  auto first = parse_with(std::move(before), limits, nullptr);
  if (!first) return {std::unexpected(first.error()), parse(std::move(after), limits)};
  // How an error is overcome depends on where the parser comes from.
  if (first->tree.has_errors() || !are_all(changes, first->tree.source_, after))
    return {std::move(first->tree), parse(std::move(after), limits)};
  const LineBegins lines_after = find_line_begins(after);
  for (const auto& [old_text, new_text] : changes) {
    // The changes before it are made: it begins where it begins in the second version.
    const TSPoint begin = point_of(lines_after, new_text.begin);
    TSPoint old_end = point_of(first->tree.line_begins_, old_text.end);
    old_end.row += begin.row - point_of(first->tree.line_begins_, old_text.begin).row;
    const TSInputEdit edit{.start_byte = new_text.begin,
                           .old_end_byte = new_text.begin + old_text.end - old_text.begin,
                           .new_end_byte = new_text.end,
                           .start_point = begin,
                           .old_end_point = old_end,
                           .new_end_point = point_of(lines_after, new_text.end)};
    ts_tree_edit(first->own.get(), &edit);
  }
  auto second = parse_with(after, limits, &*first);
  if (!second || second->tree.has_errors()) return {std::move(first->tree), parse(std::move(after), limits)};
  return {std::move(first->tree), std::move(second->tree)};
}

std::uint32_t SyntaxTree::line(std::uint32_t byte) const {
  const auto after = std::upper_bound(line_begins_.begin(), line_begins_.end(), byte);
  return static_cast<std::uint32_t>(after - line_begins_.begin());
}

NodeId SyntaxTree::child(NodeId id, Field field) const {
  for (const NodeId child : children(id)) {
    if (nodes_[child].field == field) return child;
  }
  return no_node;
}

NodeId SyntaxTree::child(NodeId id, Kind kind) const {
  for (const NodeId child : children(id)) {
    if (nodes_[child].kind == kind) return child;
  }
  return no_node;
}

}  // namespace rust_code
