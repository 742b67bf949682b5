#include "filter/mixed_derives.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "change/line_index.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;

struct Pair {
  std::string_view derived, by_hand;
};
constexpr std::array pairs{Pair{"Hash", "PartialEq"}, Pair{"Ord", "PartialOrd"}, Pair{"PartialOrd", "Ord"}};

bool is_type(const Item& item) {
  return item.kind == ItemKind::structure || item.kind == ItemKind::enumeration;
}

bool derives(const Item& item, std::string_view trait) {
  return std::ranges::any_of(item.attributes, [&](const std::string& attribute) {
    return attribute.starts_with("derive(") && has_word(attribute, trait);
  });
}

// "<Type as Trait>", the type with or without its arguments: with itself, since what is derived compares the same.
bool is_impl_of(const Item& item, std::string_view trait, std::string_view type) {
  if (item.kind != ItemKind::impl || item.is_test) return false;
  std::string_view name = item.name;
  if (!name.starts_with('<') || !name.ends_with(fmt::format(" as {}>", trait))) return false;
  name.remove_prefix(1);
  return name.starts_with(type) && !is_word_char(name[type.size()]) && name[type.size()] != ':';
}

bool is_added(const ChangedFile& file, const LineIndex& lines, const AddedLines& added, std::size_t begin,
              std::size_t end) {
  for (std::size_t i = lines.line_at(begin); i <= lines.line_at(end); ++i) {
    if (added.hold(file, i)) return true;
  }
  return false;
}

}  // namespace

std::string mixed_derives(const ChangedFile& file, const AddedLines& added) {
  const LineIndex lines(file.after);
  const auto& items = file.items.after;
  for (const Item& type : items) {
    if (!is_type(type) || type.is_test) continue;
    for (const auto& [derived, by_hand] : pairs) {
      if (!derives(type, derived)) continue;
      const auto impl =
          std::ranges::find_if(items, [&](const Item& item) { return is_impl_of(item, by_hand, type.name); });
      if (impl == items.end()) continue;
      if (is_added(file, lines, added, type.whole.begin, type.bytes.begin) ||
          is_added(file, lines, added, impl->bytes.begin, impl->bytes.begin))
        return fmt::format("{}:{}: `{}` is written by hand, and `{}` derived", file.change.path(),
                           impl->first_line, by_hand, derived);
    }
  }
  return "";
}

}  // namespace git_miner
