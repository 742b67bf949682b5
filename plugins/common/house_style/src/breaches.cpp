#include <string_view>

#include <fmt/format.h>
#include <re2/re2.h>

#include <house_style/breaches.hpp>
#include <rust_code/boxed_errors.hpp>
#include <rust_code/items.hpp>
#include <rust_code/panics.hpp>
#include <rust_code/static_lifetimes.hpp>
#include <rust_code/unsafe_code.hpp>

#include "outdated_idioms.hpp"
#include "swallowed_errors.hpp"

namespace house_style {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::PanicKind;

bool is_panic(PanicKind kind) {
  return kind == PanicKind::panic || kind == PanicKind::todo || kind == PanicKind::unimplemented ||
         kind == PanicKind::unreachable;
}

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

bool matches(std::string_view text, const RE2& pattern) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

class Finder {
 public:
  Finder(const rust_code::SourceFile& file, bool is_edition_2015)
      : file_(file), tree_(file.tree()), is_edition_2015_(is_edition_2015) {}

  void find(Rule rule) {
    switch (rule) {
      case Rule::unwrap:
      case Rule::panic:
        return find_panics(rule);
      case Rule::boxed_error:
        for (const auto& site : rust_code::find_boxed_errors(file_))
          add(rule, site.bytes.begin, tree_.text(site.bytes));
        return;
      case Rule::unsafe_code:
        for (const auto& site : rust_code::find_unsafe(file_)) {
          if (!site.is_documented)
            add(rule, site.bytes.begin,
                fmt::format("unsafe {} without a SAFETY comment", base::name_of(site.kind)));
        }
        return;
      case Rule::dbg:
        return find_dbg();
      case Rule::static_lifetime:
        return find_static_lifetimes();
      case Rule::swallowed_error:
        for (const SwallowedError& error : find_swallowed_errors(file_)) add(rule, error.byte, error.what);
        return;
      case Rule::outdated_idiom:
        for (const OutdatedIdiom& idiom : find_outdated_idioms(file_, is_edition_2015_))
          add(rule, idiom.byte, idiom.what);
        return;
      case Rule::silenced_lint:
        return find_allows();
      case Rule::dead_code:
        return find_dead_code();
    }
  }

  std::vector<Breach> found() { return std::move(found_); }

 private:
  void add(Rule rule, std::uint32_t byte, std::string_view what) {
    found_.push_back({rule, byte, std::string(what)});
  }

  void find_panics(Rule rule) {
    for (const auto& site : rust_code::find_panics(file_)) {
      if (!site.in_constant && is_panic(site.kind) == (rule == Rule::panic))
        add(rule, site.bytes.begin, base::name_of(site.kind));
    }
  }

  void find_dbg() {
    for (const auto& node : tree_.nodes()) {
      if (node.kind == Kind::identifier && tree_.text(node.bytes) == "dbg" &&
          tree_.source().substr(node.bytes.end).starts_with('!') && !file_.in_test_at(node.bytes.begin))
        add(Rule::dbg, node.bytes.begin, "dbg!");
    }
  }

  void find_static_lifetimes() {
    std::vector<Item> items;
    for (const auto& use : rust_code::find_static_lifetimes(file_)) {
      if (items.empty()) items = rust_code::list_items(file_);
      if (is_redundant(use, items)) add(Rule::static_lifetime, use.bytes.begin, tree_.text(use.bytes));
    }
  }

  // One that gives its reason silences nothing.
  void find_allows() {
    static const RE2 allow(R"(#!?\[\s*allow\b(?s:.*))"), reason(R"((?s:.*),\s*reason\s*=(?s:.*))");
    for (const auto& node : tree_.nodes()) {
      if (node.kind != Kind::attribute_item && node.kind != Kind::inner_attribute_item) continue;
      const std::string_view text = tree_.text(node.bytes);
      if (!file_.in_test_at(node.bytes.begin) && matches(text, allow) && !matches(text, reason))
        add(Rule::silenced_lint, node.bytes.begin, "an allow attribute");
    }
  }

  // Documentation and what is set off, as examples are, may be code, and so may what tells what a macro's rules take.
  void find_dead_code() {
    static const RE2 code(
        R"(//[ \t]{0,2}(?:(?:let|return|use|pub|fn|impl|struct|enum|const|static|mod)\b.*[;{]|[\w.:]+!?\(.*\)\??;|[\w.\[\]]+ [-+*/|&]?= .*;|\}.*;?|(?:if|for|while|match)\b.*\{)\s*)");
    for (const auto& node : tree_.nodes()) {
      if (node.kind == Kind::line_comment && !file_.in_test_at(node.bytes.begin) &&
          !tree_.is(node.parent, Kind::macro_definition) && matches(tree_.text(node.bytes), code))
        add(Rule::dead_code, node.bytes.begin, "code in a comment");
    }
  }

  const rust_code::SourceFile& file_;
  const rust_code::SyntaxTree& tree_;
  bool is_edition_2015_;
  std::vector<Breach> found_;
};

}  // namespace

std::vector<Breach> find_breaches(const rust_code::SourceFile& file, std::span<const Rule> rules,
                                  bool is_edition_2015) {
  Finder finder(file, is_edition_2015);
  for (const Rule rule : rules) finder.find(rule);
  return finder.found();
}

}  // namespace house_style
