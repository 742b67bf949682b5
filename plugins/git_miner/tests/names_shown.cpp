#include "names_shown.hpp"

#include <algorithm>
#include <cctype>

#include <rust_code/items.hpp>

#include "change/common_words.hpp"
#include "lines_of.hpp"
#include "search/std_names.hpp"
#include "word_char.hpp"

namespace git_miner::test {
namespace {

using rust_code::Field;
using rust_code::Kind;

constexpr std::size_t most_definitions = 3;
constexpr std::size_t most_uses = 30;  // lines: more than these nobody wants to see

template <class Use>
void words(std::string_view text, Use use) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_word_char(text[end])) ++end;
    if (end > at) use(std::string(text.substr(at, end - at)), text.substr(0, at), text.substr(end));
    at = end + 1;
  }
}

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }

// Whether a name is an item's, a variant's or a field's own.
bool is_own(const rust_code::SyntaxTree& tree, rust_code::NodeId id) {
  if (tree[id].field != Field::name || tree.parent(id) == rust_code::no_node) return false;
  const Kind kind = tree[tree.parent(id)].kind;
  return kind == Kind::function_item || kind == Kind::function_signature_item || kind == Kind::struct_item ||
         kind == Kind::enum_item || kind == Kind::union_item || kind == Kind::trait_item ||
         kind == Kind::type_item || kind == Kind::associated_type || kind == Kind::const_item ||
         kind == Kind::static_item || kind == Kind::mod_item || kind == Kind::macro_definition ||
         kind == Kind::enum_variant || kind == Kind::field_declaration;
}

// `use std::..`, or a path that std begins.
bool is_from_std(const rust_code::SyntaxTree& tree, rust_code::NodeId id) {
  for (; id != rust_code::no_node; id = tree.parent(id)) {
    std::string_view text = tree.text(id);
    if (text.starts_with("use ")) text.remove_prefix(4);
    for (const char* front : {"std::", "core::", "alloc::", "io::", "fmt::"})
      if (text.starts_with(front)) return true;
    if (tree[id].kind == Kind::use_declaration || tree[id].kind == Kind::block) return false;
  }
  return false;
}

bool is_name(Kind kind) {
  return kind == Kind::identifier || kind == Kind::type_identifier || kind == Kind::field_identifier;
}

std::vector<std::string> parts(const std::string& name) {
  std::vector<std::string> all{""};
  for (const char c : name) {
    if (c == '_' || c == '-')
      all.emplace_back();
    else
      all.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return all;
}

// Of the lines that hold a word.
bool all_shown(const std::string& text, const std::string& word, const std::set<std::string>& shown) {
  return std::ranges::all_of(
      lines_of(text), [&](const std::string& line) { return !has_word(line, word) || shown.contains(line); });
}

// From the word fn on; all, where an item of another kind has the same path by now.
std::string without_front(const std::string& signature) {
  const std::size_t at = signature.find("fn ");
  return at == signature.npos ? signature : signature.substr(at);
}

std::string file_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }
std::string folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

}  // namespace

NamesShown::NamesShown(const std::map<std::string, std::string>& files) : files_(files) {
  for (const auto& [path, text] : files) {
    if (path.ends_with(".rs")) define(text);
  }
}

void NamesShown::define(const std::string& text) {
  const auto file = rust_code::SourceFile::parse(text);
  if (!file) return;
  const auto& tree = file->tree();
  std::map<std::string, std::set<std::size_t>> lines;
  for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (!is_name(tree[id].kind)) continue;
    const std::string name(tree.text(id));
    lines[name].insert(tree.line(tree[id].bytes.begin));
    if (!is_own(tree, id)) continue;
    const Kind kind = tree[tree.parent(id)].kind;
    const bool is_function = kind == Kind::function_item || kind == Kind::function_signature_item;
    ++definitions_[name][is_function ? called : kind == Kind::field_declaration ? field : plain];
  }
  for (const auto& [name, where] : lines) lines_with_[name] += where.size();
}

void NamesShown::told(std::string_view text) {
  words(text, [&](const std::string& word, std::string_view, std::string_view) {
    for (const std::string& part : parts(word)) told_.insert(part);
    std::string hump;
    for (const char c : word) {
      if (is_upper(c) && !hump.empty() && !is_upper(hump.back())) {
        told_.insert(parts(hump).front());
        hump.clear();
      }
      hump += c;
    }
    told_.insert(parts(hump).front());
  });
}

void NamesShown::see(std::string_view code) {
  words(code, [&](const std::string& word, std::string_view before, std::string_view after) {
    unsigned ways = plain;
    const bool is_method = after.starts_with('(') || after.starts_with("::<");
    if (is_method || after.starts_with('<') || before.ends_with("fn ")) ways |= called;
    const bool is_labelled = after.starts_with(':') && !after.starts_with("::");
    const bool is_behind_dot = before.ends_with('.') && !before.ends_with("..");
    if (is_labelled || (is_behind_dot && !is_method)) ways |= field;
    if (after.starts_with("::") || before.ends_with("mod ")) ways |= module;
    seen_[word] |= ways;
  });
}

void NamesShown::searched(const std::string& pattern, const std::string& include) {
  if (!include.ends_with(".rs")) return;
  words(pattern,
        [&](const std::string& word, std::string_view, std::string_view) { searched_.insert(word); });
}

void NamesShown::moved(const std::string& from, const std::string& to) {
  files_[to] = files_[from];
  files_.erase(from);
}

std::vector<std::string> NamesShown::write(const std::string& path, const std::string& text) {
  files_[path] = text;
  std::vector<std::string> faults;
  if (path.ends_with(".rs")) faults = unknown_names(text, 0, text.size());
  see(text);
  return faults;
}

std::vector<std::string> NamesShown::edit(const std::string& path, const std::string& from,
                                          const std::string& to, const std::set<std::string>& lines) {
  std::string& text = files_[path];
  const std::string before = text;
  const std::size_t at = text.find(from);
  if (at == text.npos) return {};  // lines end otherwise
  text.replace(at, from.size(), to);
  std::vector<std::string> faults;
  if (path.ends_with(".rs")) {
    faults = unknown_names(text, at, at + to.size());
    std::ranges::move(unsearched_uses(path, before, text, lines), std::back_inserter(faults));
  }
  see(to);
  return faults;
}

std::vector<std::string> NamesShown::unknown_names(const std::string& text, std::size_t begin,
                                                   std::size_t end) const {
  const auto file = rust_code::SourceFile::parse(text);
  if (!file) return {};
  const auto& tree = file->tree();
  std::set<std::string> own, unknown;
  for (const bool is_use : {false, true}) {
    for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
      const auto& node = tree[id];
      if (!is_name(node.kind) || node.bytes.begin < begin || node.bytes.end > end) continue;
      const std::string name(tree.text(id));
      if (is_own(tree, id)) own.insert(name);
      if (!is_use || own.contains(name) || !is_telling_name(name) || is_std_name(name)) continue;
      const std::string_view front = tree.source().substr(0, node.bytes.begin),
                             back = tree.source().substr(node.bytes.end);
      const bool is_called = back.starts_with('(') || back.starts_with("::<");
      const bool is_behind_dot = front.ends_with('.') && !front.ends_with("..");
      const bool is_path = front.ends_with("::");
      if (back.starts_with("::") && !is_upper(name[0])) continue;  // a module
      if (is_from_std(tree, id)) continue;
      unsigned way = 0;
      if (is_called && (is_behind_dot || !is_upper(name[0])))
        way = called;
      else if (is_behind_dot || node.kind == Kind::field_identifier)
        way = field;
      else if (node.kind == Kind::type_identifier || is_upper(name[0]) || is_path)
        way = plain;
      const auto defined = definitions_.find(name);
      if (way == 0 || defined == definitions_.end()) continue;
      const auto count = defined->second.find(way);
      const auto functions = defined->second.find(way == plain ? unsigned{called} : 0u);
      const std::size_t more = functions == defined->second.end() ? 0 : functions->second;
      if (count == defined->second.end() || count->second + more > most_definitions) continue;
      const auto seen = seen_.find(name);
      if (seen == seen_.end() || (seen->second & way) == 0) unknown.insert(name);
    }
  }
  std::vector<std::string> faults;
  for (const std::string& name : unknown)
    faults.push_back(", which uses `" + name + "`, which was not shown");
  return faults;
}

std::vector<std::string> NamesShown::unsearched_uses(const std::string& path, const std::string& before,
                                                     const std::string& after,
                                                     const std::set<std::string>& shown) const {
  const auto old_file = rust_code::SourceFile::parse(before), new_file = rust_code::SourceFile::parse(after);
  if (!old_file || !new_file || old_file->tree().has_errors() || new_file->tree().has_errors()) return {};
  std::map<std::string, std::string> signatures;
  std::map<std::string, int> twins;
  for (const auto& item : rust_code::list_items(*new_file)) {
    signatures[item.path] = item.signature;
    ++twins[item.path];
  }
  std::vector<std::string> faults;
  for (const auto& item : rust_code::list_items(*old_file)) {
    const auto now = signatures.find(item.path);
    const bool is_changed = item.kind == rust_code::ItemKind::function && now != signatures.end() &&
                            without_front(now->second) != without_front(item.signature);
    if (twins[item.path] > 1) continue;  // of several under `cfg` nobody knows which became which
    const auto lines = lines_with_.find(item.name);
    const bool is_rare = lines != lines_with_.end() && lines->second <= most_uses;
    if (!is_changed || item.is_test || item.is_local || item.path.starts_with('<') || !is_rare) continue;
    const bool is_in_sight =
        item.visibility == rust_code::Visibility::inherited && all_shown(before, item.name, shown);
    if (!is_in_sight && !searched_.contains(item.name))
      faults.push_back(" changes the signature of `" + item.name + "` of " + path +
                       ", whose uses were not searched for");
  }
  return faults;
}

bool NamesShown::may_open(const std::string& path) const {
  const std::string name = file_name(path);
  if (!name.ends_with(".rs")) return true;
  std::string stem = name.substr(0, name.size() - 3);
  const std::string inside = folder(path);
  if (inside == "src/bin" || ((stem == "lib" || stem == "main") && inside == "src")) return true;
  if (path.starts_with("tests/") || path.contains("/tests/")) {
    const std::string front = path.substr(0, path.find("tests/") + 6);
    const auto count = std::ranges::count_if(files_, [&](const auto& file) {
      return file.first.starts_with(front) && file.first.ends_with(".rs");
    });
    if (count <= 3 || stem.starts_with("test") || stem.starts_with("integration") ||
        stem.starts_with("regression"))
      return true;
  }
  if (stem == "lib" || stem == "main") stem = file_name(file_name(inside) == "src" ? folder(inside) : inside);
  if (stem == "mod") stem = file_name(inside);
  const auto seen = seen_.find(stem);
  if (seen != seen_.end() && (seen->second & module) != 0) return true;
  const auto is_told = [&](const std::string& part) {
    return std::ranges::any_of(told_, [&](const std::string& word) {
      const std::string front = part.substr(0, std::max<std::size_t>(part.size() - 1, 1));
      return word == part || (front.size() >= 4 && word.starts_with(front)) ||
             (word.size() >= 5 && part.contains(word)) || (word.size() >= 4 && word + "s" == part);
    });
  };
  return std::ranges::all_of(parts(stem), is_told) ||
         std::ranges::any_of(
             told_, [&](const std::string& word) { return word.size() >= 5 && stem.contains(word); });
}

}  // namespace git_miner::test
