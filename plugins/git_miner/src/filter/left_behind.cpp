#include "filter/left_behind.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/line_index.hpp"
#include "change/named_kinds.hpp"
#include "change/subject.hpp"
#include "filter/any_file.hpp"
#include "filter/left_import.hpp"
#include "path_parts.hpp"
#include "search/code_words.hpp"
#include "trimmed.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;

// By name, where the change defines it nowhere.
std::vector<const Item*> removed_items(const ChangeSet& set) {
  std::set<std::string_view> defined;
  for (const ChangedFile& file : set.files) {
    for (const Item& item : file.items.after) defined.insert(item.name);
  }
  std::vector<const Item*> removed;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    for (const std::size_t index : file.items.deleted) {
      const Item& item = file.items.before[index];
      const bool is_asked = is_used_by_name(item.kind) && !item.is_test && !item.is_local;
      if (is_asked && is_distinctive(item.name) && !defined.contains(item.name)) removed.push_back(&item);
    }
  }
  return removed;
}

bool defines(const std::string& text, const std::string& name) {
  constexpr std::array keywords{"fn ",   "struct ", "enum ",   "trait ",
                                "type ", "const ",  "static ", "macro_rules! "};
  return std::ranges::any_of(keywords, [&](const char* keyword) { return has_word(text, keyword + name); });
}

// Of each name the file that still has it; none where one defines another of that name. All in one walk.
std::map<std::string_view, std::string> still_named(const Repository& repository, const ChangeSet& set,
                                                    const std::vector<const Item*>& items) {
  std::set<std::string_view> open;
  for (const Item* item : items) open.insert(item->name);
  std::map<std::string_view, std::string> found;
  if (open.empty()) return found;
  any_file(repository, set.text.id, false, is_rust_path,
           [&](const std::string& path, const std::string& text) {
             std::erase_if(open, [&](std::string_view name) {
               if (!has_word(text, name)) return false;
               found.emplace(name, path);
               const bool is_defined = defines(text, std::string(name));
               if (is_defined) found.erase(name);
               return is_defined;
             });
             return open.empty();
           });
  return found;
}

// `reconfig` of "rename `Watch::reconfig` to reconfigure".
std::string renamed_in(const std::string& subject) {
  static const re2::RE2 rename(R"((?i)^rename (?:the )?(?:\w+ )?`?(?:\w+::)*(\w+)(?:!|\(\))?`? (?:in)?to\b)");
  std::string name;
  re2::RE2::PartialMatch(as_request(subject), rename, &name);
  return name;
}

// `dbg!` or `dbg` of a text for users, as code.
bool is_told_of(const std::string& text, const std::string& name) {
  return text.contains("`" + name + "`") || text.contains("`" + name + "!") ||
         text.contains("`" + name + "(");
}

// Documentation that comes beside a rename, where there was none.
std::optional<Drop> documented_beside(const ChangeSet& set) {
  if (renamed_in(set.message.subject).empty()) return std::nullopt;
  const auto documents = [](const LineIndex& lines, const LineRange& range) {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      if (trimmed(lines.line(i)).starts_with("///")) return true;
    }
    return false;
  };
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.change.kind != ChangeKind::modified) continue;
    const LineIndex before(file.before), after(file.after);
    for (const ChangedLines& lines : file.change.lines) {
      if (documents(after, lines.after) && !documents(before, lines.before))
        return Drop{DropReason::beside_request, fmt::format("{}:{}: documentation comes with a rename",
                                                            file.change.path(), lines.after.begin + 1)};
    }
  }
  return std::nullopt;
}

std::optional<Drop> left_name(const Repository& repository, const ChangeSet& set) {
  const std::string name = renamed_in(set.message.subject);
  if (name.empty()) return std::nullopt;
  constexpr std::size_t least_telling = 5;  // bytes
  std::string found;
  const auto note = [&](bool has_it, const std::string& path) {
    if (has_it) found = path;
    return has_it;
  };
  const auto is_for_users = [](const std::string& path) {
    return path.ends_with(".md") && !name_of_path(path).starts_with("CHANGE");
  };
  const bool is_left =
      (name.size() >= least_telling &&
       any_file(repository, set.text.id, false, is_rust_path,
                [&](const auto& path, const auto& text) { return note(has_word(text, name), path); })) ||
      any_file(repository, set.text.id, false, is_for_users,
               [&](const auto& path, const auto& text) { return note(is_told_of(text, name), path); });
  if (!is_left) return std::nullopt;
  return Drop{DropReason::left_behind,
              fmt::format("{} gets another name, and {} has the old one", name, found)};
}

bool defines_type(const std::string& text, const std::string& name) {
  return has_word(text, "pub struct " + name) || has_word(text, "pub enum " + name);
}

// `Table` of `Table<T>` and of `<Table<T> as Drop>`.
std::string type_of(std::string_view impl) {
  if (impl.starts_with('<')) impl.remove_prefix(1);
  return std::string(impl.substr(0, impl.find_first_of("< ")));
}

// Of a type that two files define for users a method or a trait comes to one: who asks for it means both, or has to say which.
std::optional<Drop> left_twin(const Repository& repository, const ChangeSet& set) {
  std::set<std::string> changed;
  for (const ChangedFile& file : set.files) changed.insert(file.change.path());
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    const bool is_in_src = file.change.path().starts_with("src/");
    std::set<std::string> asked;  // types of this file
    for (const std::size_t index : file.items.added) {
      const Item& item = file.items.after[index];
      const bool is_method = item.kind == rust_code::ItemKind::function && item.container && !item.is_test &&
                             item.visibility == rust_code::Visibility::everywhere;
      const bool is_impl = item.kind == rust_code::ItemKind::impl && item.name.starts_with('<') &&
                           !item.is_test && has_word(set.message.subject, type_of(item.name));
      if (!is_method && !is_impl) continue;
      const std::string type = type_of(is_method ? file.items.after[*item.container].name : item.name);
      if (type.empty() || !asked.insert(type).second || !defines_type(file.after, type)) continue;
      const auto may_have_twin = [&](const std::string& path) {
        return is_rust_path(path) && path.starts_with("src/") == is_in_src && !changed.contains(path);
      };
      std::string twin;
      const bool has_twin = any_file(repository, set.text.id, false, may_have_twin,
                                     [&](const std::string& path, const std::string& text) {
                                       twin = path;
                                       return defines_type(text, type);
                                     });
      if (has_twin)
        return Drop{DropReason::left_behind,
                    fmt::format("{} gets {}, and {} of {} does not", type, item.name, type, twin)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Drop> left_behind_drop(const Repository& repository, const ChangeSet& set) {
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || !file.tree_before || !file.tree_after) continue;
    if (const auto name = left_import(repository, set, file))
      return Drop{DropReason::left_behind,
                  fmt::format("{}: nothing uses the import {} any more", file.change.path(), *name)};
  }
  if (auto drop = left_name(repository, set)) return drop;
  if (auto drop = documented_beside(set)) return drop;
  if (auto drop = left_twin(repository, set)) return drop;
  const auto removed = removed_items(set);
  const auto named = still_named(repository, set, removed);
  for (const Item* item : removed) {
    if (const auto place = named.find(item->name); place != named.end())
      return Drop{DropReason::left_behind,
                  fmt::format("{} is removed, and {} names it", item->path, place->second)};
  }
  return std::nullopt;
}

}  // namespace git_miner
