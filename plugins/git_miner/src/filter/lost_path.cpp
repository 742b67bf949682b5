#include "filter/lost_path.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "path_parts.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Visibility;

bool is_public(const Item& item) { return item.visibility == Visibility::everywhere; }

bool adds_public(const ChangedFile& file, const std::string& name) {
  return std::ranges::any_of(file.items.added, [&](std::size_t index) {
    const Item& item = file.items.after[index];
    return item.name == name && !item.container && is_public(item);
  });
}

bool exports(const std::vector<Item>& items, const std::string& module, const std::string& name) {
  return std::ranges::any_of(items, [&](const Item& item) {
    if (!is_public(item)) return false;
    if (item.kind == ItemKind::module) return item.name == module;
    return item.kind == ItemKind::use &&
           (has_word(item.name, name) || (has_word(item.name, module) && item.name.contains('*')));
  });
}

bool declares_privately(const std::vector<Item>& items, const std::string& module) {
  return std::ranges::any_of(items, [&](const Item& item) {
    return item.kind == ItemKind::module && item.name == module && !item.container && !is_public(item);
  });
}

}  // namespace

std::optional<Drop> lost_path_drop(const ChangeSet& set, const LibraryTest& is_of_library) {
  for (const ChangedFile& root : set.files) {
    if (name_of_path(root.change.path()) != "lib.rs" || !is_of_library(root.change.path())) continue;
    for (const std::size_t index : root.items.deleted) {
      const Item& item = root.items.before[index];
      if (item.container || item.is_test || !is_public(item)) continue;
      for (const ChangedFile& file : set.files) {
        if (&file == &root || !file.is_rust || !adds_public(file, item.name)) continue;
        const std::string module = module_of_path(file.change.path());
        if (declares_privately(root.items.after, module) && !exports(root.items.after, module, item.name))
          return Drop{DropReason::beside_request,
                      fmt::format("the public {} {} goes to the private module {}", base::name_of(item.kind),
                                  item.name, module)};
      }
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
