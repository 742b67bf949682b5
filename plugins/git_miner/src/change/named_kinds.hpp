#pragma once

#include <rust_code/items.hpp>

namespace git_miner {

// Of items that stand for themselves and that other code names.
inline bool is_used_by_name(rust_code::ItemKind kind) {
  using rust_code::ItemKind;
  switch (kind) {
    case ItemKind::function:
    case ItemKind::structure:
    case ItemKind::enumeration:
    case ItemKind::trait:
    case ItemKind::constant:
    case ItemKind::static_variable:
    case ItemKind::type_alias:
    case ItemKind::macro_definition:
      return true;
    default:
      return false;
  }
}

// Of items that people name when they tell what they changed.
inline bool is_told_by_name(rust_code::ItemKind kind) {
  return kind == rust_code::ItemKind::union_type || is_used_by_name(kind);
}

}  // namespace git_miner
