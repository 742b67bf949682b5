#include "filter/change_parts.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <tuple>

#include <rust_code/node_kinds.hpp>

#include "change/code_tokens.hpp"
#include "change/line_index.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::SourceFile;

// What every program has: nothing is linked by it.
bool is_common(std::string_view name) {
  static const Names common{
      "Self",    "Some",     "None",    "Default",   "default",   "Option",    "Result",  "String",
      "str",     "usize",    "bool",    "Vec",       "fmt",       "from",      "into",    "Box",
      "new",     "derive",   "Debug",   "Clone",     "true",      "false",     "unwrap",  "clone",
      "iter",    "len",      "push",    "map",       "collect",   "to_string", "Ok",      "Err",
      "self",    "super",    "crate",   "std",       "main",      "eq",        "ne",      "next",
      "drop",    "as_ref",   "as_str",  "to_owned",  "get",       "is_empty",  "format",  "println",
      "expect",  "write",    "assert",  "assert_eq", "vec",       "PartialEq", "Eq",      "Copy",
      "Display", "Iterator", "Error",   "inline",    "cfg",       "test",      "f",       "as_bytes",
      "deref",   "borrow",   "is_some", "is_none",   "and_then",  "filter",    "matches", "PathBuf",
      "Path",    "contains", "insert",  "extend",    "unwrap_or", "error",     "path"};
  return common.contains(name);
}

bool is_name_or_literal(const SourceFile& file, const CodeToken& token) {
  if (token.node == rust_code::no_node) return false;
  const Kind kind = file.tree()[token.node].kind;
  return is_name(kind) || rust_code::is_literal(kind);
}

// A variable of the same name is another one in another function.
bool is_shared(const SourceFile& file, const CodeToken& token) {
  const std::string_view source = file.tree().source(), text = token.text;
  const Kind kind = file.tree()[token.node].kind;
  if (rust_code::is_literal(kind)) return text.starts_with('"');
  if (kind != Kind::identifier) return true;
  const auto is_capital = [](char c) { return std::islower(static_cast<unsigned char>(c)) == 0; };
  if (std::ranges::all_of(text, is_capital)) return true;
  const std::string_view behind = source.substr(token.bytes.end), above = source.substr(0, token.bytes.begin);
  return behind.starts_with('(') || behind.starts_with("::") ||
         (behind.starts_with('!') && !behind.starts_with("!=")) || above.ends_with('.') ||
         above.ends_with("::");
}

// The innermost item that stands for itself, of each line; what is inside of functions belongs to these.
class Owners {
 public:
  Owners(const std::vector<Item>& items, const LineIndex& lines) : owners_(lines.count(), nullptr) {
    for (const Item& item : items) {
      if (item.is_local || item.whole.end <= item.whole.begin) continue;
      const std::size_t end = std::min(lines.line_at(item.whole.end - 1) + 1, owners_.size());
      for (std::size_t line = lines.line_at(item.whole.begin); line < end; ++line) owners_[line] = &item;
    }
  }

  const Item* of(std::size_t line) const { return line < owners_.size() ? owners_[line] : nullptr; }

 private:
  std::vector<const Item*> owners_;
};

class FileParts {
 public:
  explicit FileParts(const ChangedFile& file)
      : file_(file),
        before_(file.before),
        after_(file.after),
        old_owners_(file.items.before, before_),
        new_owners_(file.items.after, after_) {}

  void add_to(std::vector<ChangePart>& parts) {
    constexpr std::size_t joined_lines = 3;
    std::size_t group = 0;
    const auto& changes = file_.change.lines;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (i > 0 && changes[i].before.begin - changes[i - 1].before.end > joined_lines) ++group;
      take(*file_.tree_before, before_, changes[i].before, old_owners_, group, -1, changes[i].after.begin, i);
      take(*file_.tree_after, after_, changes[i].after, new_owners_, group, 1, changes[i].after.begin, i);
    }
    for (auto& [key, found] : found_) {
      if (found.counts.empty()) continue;
      found.part.is_moved = found.tokens_before == found.tokens_after;
      if (found.part.is_moved && !(found.part.is_import && found.has_moved())) continue;
      found.part.only_adds = found.tokens_before.empty();
      for (const auto& [text, count] : found.all_counts) {
        if (count != 0) ((found.part.edit += text) += count > 0 ? '+' : '-') += '\xFF';
      }
      if (found.part.edit.empty()) found.part.edit = found.tokens_before + '\n' + found.tokens_after;
      look_around(found.part);
      constexpr std::size_t least_bytes = 3;  // of what links two parts
      for (const auto& [name, count] : found.counts) {
        if (count == 0 || name.size() < least_bytes) continue;
        if (is_common(name)) {
          found.part.ordinary.insert(name);
          continue;
        }
        found.part.changed.insert(name);
        (count > 0 ? found.part.gained : found.part.lost).insert(name);
        if (found.shared.contains(name)) found.part.shared.insert(name);
      }
      parts.push_back(std::move(found.part));
    }
  }

 private:
  // Items by kind and path, so that both sides of one are one; of what comes or goes, all is.
  using Key = std::tuple<std::size_t, ItemKind, std::string>;

  struct Found {
    ChangePart part;
    std::map<std::string_view, std::ptrdiff_t> counts, all_counts;  // of names and literals, of all tokens
    Names shared;
    std::string tokens_before, tokens_after;
    std::set<std::size_t> places;  // numbers of changes
    bool has_moved() const { return places.size() > 1; }
  };

  bool is_single(const Item* item, int sign) const {
    if (!item) return false;
    const auto& items = sign < 0 ? file_.items.before : file_.items.after;
    const auto& single = sign < 0 ? file_.items.deleted : file_.items.added;
    return std::ranges::binary_search(single, static_cast<std::size_t>(item - items.data()));
  }

  void take(const SourceFile& source, const LineIndex& lines, const LineRange& range, const Owners& owners,
            std::size_t group, int sign, std::size_t line, std::size_t place) {
    for (const CodeToken& token : tokens_within(source, lines, range)) {
      if (is_comment(source, token)) continue;
      const std::size_t at = lines.line_at(token.bytes.begin);
      const Item* item = owners.of(at);
      const bool single = is_single(item, sign);
      Found& found =
          found_[item ? Key{single ? 0 : group, item->kind, item->path} : Key{group, ItemKind::use, ""}];
      found.places.insert(place);
      describe(found.part, item, single, sign, sign > 0 ? at : line);
      found.all_counts[token.text] += sign;
      ((sign < 0 ? found.tokens_before : found.tokens_after) += token.text) += '\xFF';
      if (!is_name_or_literal(source, token)) continue;
      found.counts[token.text] += sign;
      if (is_common(token.text)) continue;
      found.part.used.insert(token.text);
      if (is_shared(source, token)) found.shared.insert(token.text);
    }
  }

  void describe(ChangePart& part, const Item* item, bool single, int sign, std::size_t line) const {
    if (!part.file) part.line = line + 1;
    part.file = &file_;
    if (!item) return;
    const auto& items = sign < 0 ? file_.items.before : file_.items.after;
    part.item = item;
    if (item->container) part.container = &items[*item->container];
    part.is_test = item->is_test;
    part.is_import =
        item->kind == ItemKind::use || item->kind == ItemKind::extern_crate || item->kind == ItemKind::module;
    part.is_new |= single && sign > 0;
    part.is_gone |= single && sign < 0;
    part.own.merge(names_of(*item));
  }

  void look_around(ChangePart& part) const {
    if (!part.item) return;
    const bool is_after = part.item >= file_.items.after.data() &&
                          part.item < file_.items.after.data() + file_.items.after.size();
    const SourceFile& source = is_after ? *file_.tree_after : *file_.tree_before;
    for (const CodeToken& token : tokens_within(source, part.item->bytes)) {
      if (is_name_or_literal(source, token) && !is_common(token.text)) part.around.insert(token.text);
    }
    part.is_other_signature =
        part.is_new || part.is_gone ||
        std::ranges::any_of(file_.items.changed, [&](const rust_code::EntityChange& change) {
          return is_after && change.signature && &file_.items.after[change.after] == part.item;
        });
  }

  const ChangedFile& file_;
  LineIndex before_, after_;
  Owners old_owners_, new_owners_;
  std::map<Key, Found> found_;
};

}  // namespace

Names names_of(const Item& item) {
  Names names;
  const std::string_view text = item.name;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    std::size_t end = begin;
    while (end < text.size() && is_word_char(text[end])) ++end;
    const std::string_view name = text.substr(begin, end - begin);
    if (!name.empty() && !is_common(name)) names.insert(name);
    begin = end;
  }
  return names;
}

bool meet(const Names& a, const Names& b) {
  return std::ranges::any_of(a, [&](std::string_view name) { return b.contains(name); });
}

std::vector<ChangePart> parts_of(const ChangeSet& set) {
  std::vector<ChangePart> parts;
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && file.tree_before && file.tree_after) FileParts(file).add_to(parts);
  }
  return parts;
}

}  // namespace git_miner
