#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

#include <rust_code/node_kinds.hpp>
#include <rust_code/unsafe_code.hpp>

namespace rust_code {
namespace {

bool contains(std::string_view text, std::string_view lower_case) {
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(), same) != text.end();
}

class Finder {
 public:
  explicit Finder(const SourceFile& file) : file_(file), tree_(file.tree()) {
    statements_.resize(tree_.nodes().size(), no_node);
    for (NodeId id = 1; id < tree_.nodes().size(); ++id) {
      const NodeId parent = tree_.parent(id);
      statements_[id] = holds_statements(tree_[parent].kind) ? id : statements_[parent];
      if (is_comment(tree_[id].kind) && contains(tree_.text(id), "safety:")) safety_.push_back(id);
    }
  }

  std::vector<UnsafeSite> run() {
    for (NodeId id = 1; id < tree_.nodes().size(); ++id) {
      if (tree_[id].kind != Kind::unsafe_keyword || file_.in_test(id)) continue;
      const auto site = site_of(id);
      if (site) sites_.push_back(*site);
    }
    return std::move(sites_);
  }

 private:
  static bool holds_statements(Kind kind) {
    return kind == Kind::block || kind == Kind::source_file || kind == Kind::declaration_list ||
           kind == Kind::match_block || kind == Kind::error || kind == Kind::token_tree;
  }

  std::optional<UnsafeSite> site_of(NodeId keyword) {
    NodeId owner = tree_.parent(keyword);
    if (tree_[owner].kind == Kind::function_modifiers) owner = tree_.parent(owner);
    const auto site = [&](UnsafeKind kind, NodeId id, bool documented) {
      const std::uint32_t begin = tree_[id].bytes.begin;
      return UnsafeSite{kind, tree_[id].bytes, tree_.line(begin), documented};
    };
    switch (tree_[owner].kind) {
      case Kind::unsafe_block:
        return site(UnsafeKind::block, owner, has_safety_comment(owner));
      case Kind::function_item:
      case Kind::function_signature_item:
        return site(UnsafeKind::function, owner, has_safety_heading(owner) || has_safety_comment(owner));
      case Kind::trait_item:
        return site(UnsafeKind::trait, owner, has_safety_heading(owner) || has_safety_comment(owner));
      case Kind::impl_item:
        return site(UnsafeKind::impl, owner, has_safety_comment(owner));
      case Kind::foreign_mod_item:
        return site(UnsafeKind::foreign_block, owner, has_safety_comment(owner));
      case Kind::token_tree: {
        const NodeId next = tree_[keyword].subtree_end;
        const bool block = tree_.is(next, Kind::token_tree) && tree_.parent(next) == owner &&
                           tree_.text(next).starts_with('{');
        if (!block) return std::nullopt;
        const bool documented = has_comment_within(tree_[owner].bytes.begin, tree_[keyword].bytes.begin) ||
                                has_comment_above(statements_[owner]) || is_first_inside(next);
        return site(UnsafeKind::in_macro, keyword, documented);
      }
      default:
        return std::nullopt;
    }
  }

  bool has_safety_comment(NodeId owner) const {
    const NodeId statement = statements_[owner];
    if (statement != no_node && has_comment_above(statement)) return true;
    const NodeId body = tree_.child(owner, Kind::block);
    const bool block = tree_[owner].kind == Kind::unsafe_block && body != no_node;
    if (block && is_first_inside(body)) return true;
    if (statement == no_node) return false;
    return has_comment_within(tree_[statement].bytes.begin, tree_[owner].bytes.begin);
  }

  bool has_comment_above(NodeId statement) const {
    return statement != no_node &&
           has_comment_between(file_.begin_with_leading(statement), tree_[statement].bytes.begin);
  }

  // A comment inside the statement speaks for the next unsafe block only.
  bool has_comment_within(std::uint32_t begin, std::uint32_t end) const {
    for (auto site = sites_.rbegin(); site != sites_.rend() && site->bytes.begin >= begin; ++site) {
      if (site->bytes.end <= end) {
        begin = site->bytes.end;
        break;
      }
    }
    return has_comment_between(begin, end);
  }

  bool is_first_inside(NodeId block) const {
    const NodeId first = block + 2 < tree_[block].subtree_end ? block + 2 : no_node;  // after the brace
    return first != no_node && is_comment(tree_[first].kind) && contains(tree_.text(first), "safety:");
  }

  bool has_comment_between(std::uint32_t begin, std::uint32_t end) const {
    const auto first =
        std::ranges::lower_bound(safety_, begin, {}, [&](NodeId id) { return tree_[id].bytes.begin; });
    return first != safety_.end() && tree_[*first].bytes.begin < end;
  }

  bool has_safety_heading(NodeId item) const {
    const std::uint32_t begin = file_.begin_with_leading(item);
    return contains(tree_.text(ByteRange{begin, tree_[item].bytes.begin}), "# safety");
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  std::vector<NodeId> statements_;  // of every node the statement, item, arm or token that it is part of
  std::vector<NodeId> safety_;      // comments with SAFETY:
  std::vector<UnsafeSite> sites_;
};

}  // namespace

std::vector<UnsafeSite> find_unsafe(const SourceFile& file) { return Finder(file).run(); }

}  // namespace rust_code
