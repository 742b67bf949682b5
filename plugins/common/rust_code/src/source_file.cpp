#include <algorithm>
#include <array>

#include <rust_code/node_kinds.hpp>
#include <rust_code/source_file.hpp>

#include "attributes.hpp"

namespace rust_code {
namespace {

bool holds_test_attribute(const SyntaxTree& tree, NodeId macro) {
  for (NodeId id = macro; id < tree[macro].subtree_end; ++id) {
    if (tree[id].kind != Kind::hash || tree[id].subtree_end >= tree[macro].subtree_end) continue;
    const NodeId bracket = tree[id].subtree_end;
    if (tree.is(bracket, Kind::token_tree) || tree.is(bracket, Kind::token_tree_pattern)) {
      const std::string_view text = tree.text(bracket);
      if (text == "[test]" || text.ends_with("::test]")) return true;
    }
  }
  return false;
}

bool is_test_macro_call(const SyntaxTree& tree, NodeId macro) {
  constexpr std::array<std::string_view, 5> names{"proptest", "quickcheck", "criterion_group",
                                                  "criterion_main", "benchmark_group"};
  const NodeId name = tree.child(macro, Field::macro);
  if (name == no_node) return false;
  return std::ranges::find(names, last_segment(tree.text(name))) != names.end() ||
         holds_test_attribute(tree, macro);
}

}  // namespace

Role role_of_path(std::string_view path) {
  const auto has_folder = [&](std::string_view folder) {
    for (std::size_t at = path.find(folder); at != std::string_view::npos; at = path.find(folder, at + 1)) {
      const bool whole_start = at == 0 || path[at - 1] == '/';
      if (whole_start && at + folder.size() < path.size() && path[at + folder.size()] == '/') return true;
    }
    return false;
  };
  if (has_folder("tests") || has_folder("benches") || has_folder("fuzz")) return Role::test;
  const std::size_t slash = path.rfind('/');
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  if (!name.ends_with(".rs")) return Role::source;
  name.remove_suffix(3);
  const bool test = name == "test" || name == "tests" || name.ends_with("_test") ||
                    name.ends_with("_tests") || name.starts_with("test_");
  return test ? Role::test : Role::source;
}

// Fills what SourceFile knows beside its tree: one pass over the children of every node.
class Annotator {
 public:
  explicit Annotator(SourceFile& file) : file_(file), tree_(file.tree_) {}

  void run(Role role) {
    if (role == Role::test) mark_test(tree_[0].bytes);
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      const Kind kind = tree_[id].kind;
      if (kind != Kind::token_tree && !is_literal(kind)) visit_children(id);
    }
    merge_leading();
    merge_tests();
  }

 private:
  struct Pending {
    std::uint32_t begin = UINT32_MAX;
    std::uint32_t end = 0;
    std::vector<NodeId> attributes;
  };

  void visit_children(NodeId parent) {
    Pending pending;
    std::uint32_t previous_end = tree_[parent].bytes.begin;
    for (const NodeId child : tree_.children(parent)) {
      const Node& node = tree_[child];
      if (is_comment(node.kind)) {
        take_comment(pending, child, previous_end);
      } else if (node.kind == Kind::attribute_item) {
        extend(pending, node.bytes);
        pending.attributes.push_back(child);
      } else if (node.kind == Kind::inner_attribute_item) {
        if (is_test_only_cfg(tree_, child)) mark_test(tree_[parent].bytes);
        pending = {};
      } else {
        if (node.named) settle(pending, is_own_subject(tree_[parent].kind) ? parent : child);
        if (node.named || pending.attributes.empty()) pending = {};
      }
      if (!is_comment(node.kind)) previous_end = node.bytes.end;
      if (is_item(node.kind) || node.kind == Kind::macro_invocation) mark_test_macro(child);
    }
  }

  // Attributes of these stand inside the node, not before it.
  static bool is_own_subject(Kind kind) {
    return kind == Kind::match_arm || kind == Kind::field_initializer ||
           kind == Kind::shorthand_field_initializer;
  }

  static void extend(Pending& pending, ByteRange bytes) {
    pending.begin = std::min(pending.begin, bytes.begin);
    pending.end = bytes.end;
  }

  // A comment leads what follows unless it ends a line of code, or a blank line comes between.
  void take_comment(Pending& pending, NodeId comment, std::uint32_t previous_end) {
    const Node& node = tree_[comment];
    if (pending.attributes.empty()) {
      if (tree_.child(comment, Kind::inner_doc_comment_marker) != no_node) return;
      const bool first_of_file = previous_end == 0;
      if (!first_of_file && tree_.line(node.bytes.begin) == tree_.line(previous_end)) return;
      if (pending.begin != UINT32_MAX && blank_line_between(pending.end, node.bytes.begin)) pending = {};
    }
    extend(pending, node.bytes);
  }

  bool blank_line_between(std::uint32_t end, std::uint32_t begin) const {
    // A line comment with documentation owns its line's end.
    if (end > 0 && tree_.source()[end - 1] == '\n') --end;
    return tree_.line(begin) > tree_.line(end) + 1;
  }

  void settle(Pending& pending, NodeId subject) {
    const Node& node = tree_[subject];
    if (pending.begin == UINT32_MAX) return;
    if (pending.attributes.empty() && blank_line_between(pending.end, node.bytes.begin)) return;
    file_.leading_.push_back({.subject = subject,
                              .begin = std::min(pending.begin, node.bytes.begin),
                              .first_attribute = static_cast<std::uint32_t>(file_.attributes_.size()),
                              .attribute_count = static_cast<std::uint32_t>(pending.attributes.size())});
    file_.attributes_.insert(file_.attributes_.end(), pending.attributes.begin(), pending.attributes.end());
    const bool is_function = node.kind == Kind::function_item;
    const bool test = std::ranges::any_of(pending.attributes, [&](NodeId attribute) {
      return is_test_only_cfg(tree_, attribute) || (is_function && is_test_attribute(tree_, attribute));
    });
    if (test) mark_test({file_.leading_.back().begin, node.bytes.end});
  }

  void mark_test_macro(NodeId id) {
    const Node& node = tree_[id];
    if (node.kind == Kind::macro_invocation) {
      NodeId holder = tree_.parent(id);
      if (tree_.is(holder, Kind::expression_statement)) holder = tree_.parent(holder);
      if (!tree_.is(holder, Kind::source_file) && !tree_.is(holder, Kind::declaration_list)) return;
      if (is_test_macro_call(tree_, id)) mark_test(node.bytes);
    } else if (node.kind == Kind::macro_definition && !is_exported(id) && holds_test_attribute(tree_, id)) {
      mark_test(node.bytes);
    }
  }

  // Only the definition that was visited last is asked about, so its attributes are the last that settled.
  bool is_exported(NodeId macro) const {
    if (file_.leading_.empty() || file_.leading_.back().subject != macro) return false;
    const auto& own = file_.leading_.back();
    const auto begin = file_.attributes_.begin() + own.first_attribute;
    return std::any_of(begin, begin + own.attribute_count,
                       [&](NodeId attribute) { return attribute_path(tree_, attribute) == "macro_export"; });
  }

  void mark_test(ByteRange bytes) { file_.tests_.push_back(bytes); }

  // A match arm can have comments before it and attributes inside.
  void merge_leading() {
    std::ranges::stable_sort(file_.leading_, {}, &SourceFile::Leading::subject);
    std::vector<SourceFile::Leading> merged;
    for (const SourceFile::Leading& one : file_.leading_) {
      if (merged.empty() || merged.back().subject != one.subject) {
        merged.push_back(one);
        continue;
      }
      merged.back().begin = std::min(merged.back().begin, one.begin);
      if (merged.back().attribute_count == 0) {
        merged.back().first_attribute = one.first_attribute;
        merged.back().attribute_count = one.attribute_count;
      }
    }
    file_.leading_ = std::move(merged);
  }

  void merge_tests() {
    std::ranges::sort(file_.tests_, {}, &ByteRange::begin);
    std::vector<ByteRange> merged;
    for (const ByteRange& range : file_.tests_) {
      if (!merged.empty() && range.begin <= merged.back().end) {
        merged.back().end = std::max(merged.back().end, range.end);
      } else {
        merged.push_back(range);
      }
    }
    file_.tests_ = std::move(merged);
  }

  SourceFile& file_;
  const SyntaxTree& tree_;
};

base::Result<SourceFile> SourceFile::parse(std::string source, Role role, const ParseLimits& limits) {
  return annotated(SyntaxTree::parse(std::move(source), limits), role);
}

SourceFile::Versions SourceFile::parse_versions(std::string before, std::string after,
                                                std::span<const TextChange> changes, Role role,
                                                const ParseLimits& limits) {
  auto trees = SyntaxTree::parse_versions(std::move(before), std::move(after), changes, limits);
  return {annotated(std::move(trees.before), role), annotated(std::move(trees.after), role)};
}

base::Result<SourceFile> SourceFile::annotated(base::Result<SyntaxTree> tree, Role role) {
  if (!tree) return std::unexpected(std::move(tree.error()));
  SourceFile file(std::move(*tree));
  Annotator(file).run(role);
  return file;
}

bool SourceFile::in_test_at(std::uint32_t byte) const {
  const auto after = std::ranges::upper_bound(tests_, byte, {}, &ByteRange::begin);
  return after != tests_.begin() && byte < std::prev(after)->end;
}

const SourceFile::Leading* SourceFile::leading(NodeId id) const {
  const auto found = std::ranges::lower_bound(leading_, id, {}, &Leading::subject);
  return found != leading_.end() && found->subject == id ? &*found : nullptr;
}

std::span<const NodeId> SourceFile::attributes(NodeId id) const {
  const Leading* found = leading(id);
  if (found == nullptr) return {};
  return std::span(attributes_).subspan(found->first_attribute, found->attribute_count);
}

std::uint32_t SourceFile::begin_with_leading(NodeId id) const {
  const Leading* found = leading(id);
  return found == nullptr ? tree_[id].bytes.begin : found->begin;
}

}  // namespace rust_code
