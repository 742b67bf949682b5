#include "filter/style_filter.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include <rust_code/boxed_errors.hpp>
#include <rust_code/panics.hpp>
#include <rust_code/static_lifetimes.hpp>
#include <rust_code/unsafe_code.hpp>

#include "change/added_lines.hpp"
#include "filter/copied_block.hpp"
#include "filter/outdated_idioms.hpp"
#include "filter/swallowed_errors.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::PanicKind;

// The innermost const or static item around a byte.
const Item* constant_around(const std::vector<Item>& items, std::uint32_t byte) {
  const Item* found = nullptr;
  for (const Item& item : items) {
    const bool is_constant = item.kind == ItemKind::constant || item.kind == ItemKind::static_variable;
    if (is_constant && item.bytes.begin <= byte && byte < item.bytes.end) found = &item;
  }
  return found;
}

// The compiler reads `&T` in the type of a const or static as `&'static T`; not so in impls and traits, nor
// in the type of a function, whose arguments get lifetimes of their own.
bool is_redundant(const rust_code::StaticUse& use, const std::vector<Item>& items) {
  if (use.place != rust_code::StaticPlace::constant || use.form != rust_code::StaticForm::reference)
    return false;
  const Item* item = constant_around(items, use.bytes.begin);
  if (!item || item->signature.contains("fn") || item->signature.contains("Fn")) {
    return false;
  }
  for (auto around = item->container; around; around = items[*around].container) {
    const ItemKind kind = items[*around].kind;
    if (kind == ItemKind::function) return true;
    if (kind == ItemKind::impl || kind == ItemKind::trait) return false;
  }
  return true;
}

class Gate {
 public:
  Gate(const ChangedFile& file, const AddedLines& added, const EditionOf& edition_of)
      : file_(file), tree_(*file.tree_after), added_(added), edition_of_(edition_of) {}

  std::optional<Drop> drop() const {
    for (const auto& site : rust_code::find_panics(tree_)) {
      if (site.in_constant || !is_added(site.bytes.begin)) continue;
      const bool unwraps = site.kind != PanicKind::panic && site.kind != PanicKind::todo &&
                           site.kind != PanicKind::unimplemented && site.kind != PanicKind::unreachable;
      return at(unwraps ? DropReason::adds_unwrap : DropReason::adds_panic, site.bytes.begin,
                base::name_of(site.kind));
    }
    for (const auto& site : rust_code::find_boxed_errors(tree_)) {
      if (is_added(site.bytes.begin))
        return at(DropReason::adds_boxed_error, site.bytes.begin, tree_.tree().text(site.bytes));
    }
    for (const auto& site : rust_code::find_unsafe(tree_)) {
      if (!site.is_documented && is_added(site.bytes.begin))
        return at(DropReason::adds_unsafe, site.bytes.begin,
                  fmt::format("unsafe {} without a SAFETY comment", base::name_of(site.kind)));
    }
    if (const auto byte = added_dbg()) return at(DropReason::adds_dbg, *byte, "dbg!");
    for (const auto& use : rust_code::find_static_lifetimes(tree_)) {
      if (is_added(use.bytes.begin) && is_redundant(use, file_.items.after))
        return at(DropReason::adds_static, use.bytes.begin, tree_.tree().text(use.bytes));
    }
    for (const SwallowedError& error : find_swallowed_errors(tree_)) {
      if (is_added(error.byte)) return at(DropReason::swallows_error, error.byte, error.what);
    }
    for (const auto& idiom : find_outdated_idioms(tree_, edition_of_(file_.change.path()) == "2015")) {
      if (is_added(idiom.byte)) return at(DropReason::outdated_idiom, idiom.byte, idiom.what);
    }
    if (const auto byte = added_allow()) return at(DropReason::silences_lint, *byte, "an allow attribute");
    if (const auto byte = added_dead_code())
      return at(DropReason::adds_dead_code, *byte, "code in a comment");
    if (auto copy = copied_block(file_, added_); !copy.empty())
      return Drop{DropReason::adds_copy, std::move(copy)};
    return std::nullopt;
  }

 private:
  std::optional<std::uint32_t> added_allow() const {
    static const RE2 allow(R"(#!?\[\s*allow\b(?s:.*))");
    const auto& tree = tree_.tree();
    for (const auto& node : tree.nodes()) {
      if (node.kind != rust_code::Kind::attribute_item && node.kind != rust_code::Kind::inner_attribute_item)
        continue;
      const std::string_view text = tree.text(node.bytes);
      if (is_added(node.bytes.begin) && !tree_.in_test_at(node.bytes.begin) &&
          RE2::FullMatch(re2::StringPiece(text.data(), text.size()), allow))
        return node.bytes.begin;
    }
    return std::nullopt;
  }

  // Documentation and what is set off, as examples are, may be code.
  std::optional<std::uint32_t> added_dead_code() const {
    static const RE2 code(
        R"(//[ \t]{0,2}(?:(?:let|return|use|pub|fn|impl|struct|enum|const|static|mod)\b.*[;{]|[\w.:]+!?\(.*\)\??;|[\w.\[\]]+ [-+*/|&]?= .*;|\}.*;?|(?:if|for|while|match)\b.*\{)\s*)");
    const auto& tree = tree_.tree();
    for (const auto& node : tree.nodes()) {
      if (node.kind != rust_code::Kind::line_comment || tree_.in_test_at(node.bytes.begin)) continue;
      const std::string_view text = tree.text(node.bytes);
      if (is_added(node.bytes.begin) && RE2::FullMatch(re2::StringPiece(text.data(), text.size()), code))
        return node.bytes.begin;
    }
    return std::nullopt;
  }

  bool is_added(std::uint32_t byte) const { return added_.hold(file_, tree_.tree().line(byte) - 1); }

  Drop at(DropReason reason, std::uint32_t byte, std::string_view what) const {
    return {reason, fmt::format("{}:{}: {}", file_.change.path(), tree_.tree().line(byte), what)};
  }

  std::optional<std::uint32_t> added_dbg() const {
    const auto& tree = tree_.tree();
    const auto found = std::ranges::find_if(tree.nodes(), [&](const auto& node) {
      return node.kind == rust_code::Kind::identifier && tree.text(node.bytes) == "dbg" &&
             tree.source().substr(node.bytes.end).starts_with('!') && !tree_.in_test_at(node.bytes.begin) &&
             is_added(node.bytes.begin);
    });
    return found == tree.nodes().end() ? std::nullopt : std::optional(found->bytes.begin);
  }

  const ChangedFile& file_;
  const rust_code::SourceFile& tree_;
  const AddedLines& added_;
  const EditionOf& edition_of_;
};

}  // namespace

std::optional<Drop> style_drop(const ChangeSet& set, const EditionOf& edition_of) {
  const AddedLines added(set);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after) continue;
    if (auto drop = Gate(file, added, edition_of).drop()) return drop;
  }
  return std::nullopt;
}

}  // namespace git_miner
