#include <rust_code/cfg.hpp>

#include "attributes.hpp"
#include "predicates.hpp"

namespace rust_code {
namespace {

class Conditions {
 public:
  Conditions(const SourceFile& file, const CfgSet& cfgs) : file_(file), tree_(file.tree()), cfgs_(cfgs) {}

  std::optional<std::string> unmet_at(NodeId id, std::uint32_t byte) const {
    for (const NodeId attribute : file_.attributes(id)) {
      if (auto unmet = unmet_of(attribute)) return unmet;
    }
    for (const NodeId child : tree_.children(id)) {
      if (tree_[child].kind != Kind::inner_attribute_item) continue;
      if (auto unmet = unmet_of(child)) return unmet;
    }
    if (tree_.is(id, Kind::macro_invocation) &&
        last_segment(tree_.text(tree_.child(id, Field::macro))) == "cfg_if")
      return unmet_branch(tree_.child(id, Kind::token_tree), byte);
    return std::nullopt;
  }

 private:
  May truth_of(const Tokens& predicate) const {
    return truth(tree_, predicate, [&](const Tokens& option) {
      std::string written;
      for (const NodeId token : option) written += tree_.text(token);
      if (written == "test") return May{};
      const bool is_set = cfgs_.contains(written);
      return May{is_set, !is_set};
    });
  }

  std::optional<std::string> unmet_of(NodeId attribute) const {
    if (attribute_path(tree_, attribute) != "cfg") return std::nullopt;
    const NodeId arguments = attribute_arguments(tree_, attribute);
    if (arguments == no_node) return std::nullopt;
    const auto predicates = arguments_of(tree_, arguments);
    if (predicates.size() != 1 || truth_of(predicates[0]).hold) return std::nullopt;
    return std::string(tree_.text(attribute));
  }

  // if #[cfg(..)] { .. } else if #[cfg(..)] { .. } else { .. }
  std::optional<std::string> unmet_branch(NodeId branches, std::uint32_t byte) const {
    if (branches == no_node) return std::nullopt;
    May taken_before{false, true}, condition{true, false};
    std::string written = "else";
    for (const NodeId part : tree_.children(branches)) {
      if (!tree_.is(part, Kind::token_tree)) continue;
      const auto [begin, end] = tree_[part].bytes;
      if (tree_.text(part).starts_with('[')) {
        const auto attribute = arguments_of(tree_, part);  // cfg (..)
        if (attribute.size() != 1 || attribute[0].size() != 2) return std::nullopt;
        const auto predicates = arguments_of(tree_, attribute[0][1]);
        if (predicates.size() != 1) return std::nullopt;
        condition = truth_of(predicates[0]);
        written = "cfg_if! " + std::string(tree_.text(part));
        continue;
      }
      if (byte >= begin && byte < end) {
        if (taken_before.fail && condition.hold) return std::nullopt;
        return written;
      }
      taken_before = {taken_before.hold || condition.hold, taken_before.fail && condition.fail};
      condition = {true, false};
      written = "cfg_if! else";
    }
    return std::nullopt;
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  const CfgSet& cfgs_;
};

NodeId child_at(const SyntaxTree& tree, NodeId id, std::uint32_t byte) {
  for (const NodeId child : tree.children(id)) {
    if (tree[child].bytes.begin <= byte && byte < tree[child].bytes.end) return child;
  }
  return no_node;
}

}  // namespace

std::optional<std::string> unmet_cfg(const SourceFile& file, std::uint32_t byte, const CfgSet& cfgs) {
  const Conditions conditions(file, cfgs);
  for (NodeId id = 0; id != no_node; id = child_at(file.tree(), id, byte)) {
    if (auto unmet = conditions.unmet_at(id, byte)) return unmet;
  }
  return std::nullopt;
}

}  // namespace rust_code
