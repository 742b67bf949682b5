#include "search/interfaces.hpp"

#include <algorithm>

#include "change/named_kinds.hpp"
#include "path_parts.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

std::string_view without_visibility(std::string_view signature) {
  if (!signature.starts_with("pub")) return signature;
  const std::size_t end = signature.starts_with("pub(") || signature.starts_with("pub (")
                              ? signature.find(')')
                              : signature.find(' ');
  signature.remove_prefix(std::min(end + 1, signature.size()));
  while (signature.starts_with(' ')) signature.remove_prefix(1);
  return signature;
}

ChangedInterface interface_of(const std::string& path, const std::vector<Item>& items, const Item& item) {
  ChangedInterface changed{.path = path,
                           .name = item.name,
                           .type = "",
                           .pattern = "",
                           .is_private = item.visibility == rust_code::Visibility::inherited};
  if (item.kind == ItemKind::structure) changed.pattern = item.name + " \\{";
  if (item.kind == ItemKind::enumeration) changed.pattern = item.name + "::";
  const Item* around = item.container ? &items[*item.container] : nullptr;
  if (around && around->kind == ItemKind::trait) changed.is_private = false;
  if (around && around->kind == ItemKind::impl && !item.signature.contains("self")) {
    std::size_t end = 0;
    while (end < around->name.size() && is_word_char(around->name[end])) ++end;
    changed.type = around->name.substr(0, end);
  }
  // Modules below those may use what is private there.
  changed.is_private = changed.is_private && !is_module_root(path);
  return changed;
}

}  // namespace

std::vector<ChangedInterface> changed_interfaces(const ChangedFile& file) {
  std::vector<ChangedInterface> all;
  const auto& items = file.items.before;
  const auto add = [&](const Item& item) {
    const bool is_of_trait = item.container && items[*item.container].kind == ItemKind::impl &&
                             items[*item.container].name.starts_with('<');
    if (is_used_by_name(item.kind) && !item.is_test && !item.is_local && !is_of_trait && item.name != "main")
      all.push_back(interface_of(file.change.before.path, items, item));
  };
  for (const rust_code::EntityChange& change : file.items.changed) {
    const Item& before = items[change.before];
    const bool has_parts = before.kind == ItemKind::structure || before.kind == ItemKind::enumeration;
    const bool is_other =
        without_visibility(before.signature) != without_visibility(file.items.after[change.after].signature);
    if ((change.signature && is_other) || (change.body && has_parts)) add(before);
  }
  for (const std::size_t index : file.items.deleted) add(items[index]);
  for (const std::size_t index : file.items.added) {
    const Item& item = file.items.after[index];
    const Item* trait = item.container ? &file.items.after[*item.container] : nullptr;
    if (!trait || trait->kind != ItemKind::trait || item.kind != ItemKind::function ||
        item.body != rust_code::ByteRange{})
      continue;
    // Whoever implements it has to give it the function.
    const auto old = std::ranges::find_if(items, [&](const Item& one) {
      return one.kind == ItemKind::trait && one.path == trait->path && !one.is_test;
    });
    if (old == items.end()) continue;
    ChangedInterface implemented = interface_of(file.change.before.path, items, *old);
    implemented.pattern = "impl.* " + old->name + "\\b.* for ";
    all.push_back(std::move(implemented));
  }
  return all;
}

}  // namespace git_miner
