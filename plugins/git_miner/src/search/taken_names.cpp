#include "search/taken_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <re2/re2.h>

#include "change/doc_examples.hpp"
#include "change/line_index.hpp"
#include "search/names_used.hpp"
#include "search/std_names.hpp"

namespace git_miner {
namespace {

using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SyntaxTree;

using Names = std::set<std::string, std::less<>>;

std::vector<LineRange> ranges_of(const ChangedFile& file, const AddedLines& added) {
  std::vector<LineRange> ranges;
  const std::size_t count = LineIndex(file.after).count();
  for (std::size_t line = 0; line < count; ++line) {
    if (!added.hold(file, line)) continue;
    if (ranges.empty() || ranges.back().end != line) ranges.push_back({line, line});
    ++ranges.back().end;
  }
  return ranges;
}

// What stands where a macro defines something, too.
void add_defined(const ChangedFile& file, const std::vector<LineRange>& lines, const AddedLines& added,
                 Names& own) {
  for (std::string& name : names_defined(*file.tree_after, lines)) own.insert(std::move(name));
  static const re2::RE2 definition(
      R"(\b(?:fn|struct|enum|union|trait|type|const|static|ref|mod|macro_rules!|as)\s+(\w+))");
  const std::string code = added.of(file, file.after);
  re2::StringPiece rest(code);
  std::string name;
  while (re2::RE2::FindAndConsume(&rest, definition, &name)) own.insert(name);
}

// Names that stand for themselves somewhere in the file, as those of variables do.
void add_bound(const SyntaxTree& tree, Names& own) {
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    const Kind kind = tree[id].kind;
    if (kind != Kind::identifier) continue;
    const std::string_view before = tree.source().substr(0, tree[id].bytes.begin),
                           after = tree.source().substr(tree[id].bytes.end);
    const bool is_of_path = before.ends_with("::") || before.ends_with('.') || after.starts_with("::");
    const bool is_called = after.starts_with('(') || after.starts_with('!');
    const char first = tree.text(id).front();
    if (!is_of_path && !is_called && first >= 'a' && first <= 'z') own.emplace(tree.text(id));
  }
}

// Of attributes, of std's open fields, and of crates that come with Rust.
bool is_of_language(std::string_view name) {
  constexpr std::array names{"cfg_attr", "doc",        "feature", "features",   "deny",      "warn",
                             "forbid",   "start",      "end",     "edition",    "target_os", "clippy",
                             "rustfmt",  "proc_macro", "repr",    "deprecated", "macro_use", "link"};
  return std::ranges::find(names, name) != names.end() || is_std_api(name);
}

// The code of examples in the documentation that comes with the lines.
std::string examples_in(const ChangedFile& file, const AddedLines& added) {
  std::string code;
  const LineIndex lines(file.after);
  for (const DocExample& example : doc_examples(lines)) {
    if (!example.kind.is_built || !added.hold(file, example.fence)) continue;
    for (std::size_t i = example.lines.begin; i < example.lines.end && added.hold(file, i); ++i) {
      const std::string_view text = doc_text(lines.line(i));
      code.append(text.starts_with("# ") ? text.substr(2) : text) += '\n';
    }
  }
  return code;
}

// A type that stands without a path in an example that brings it by no `use`, and defines it nowhere: it does not build.
bool lacks_import(const std::string& code, const std::string& name) {
  if (name.empty() || name[0] < 'A' || name[0] > 'Z' || is_std_api(name) || code.contains("::*"))
    return false;
  const re2::RE2 imported("(?s)\\b(?:use|struct|enum|trait|type|const|static)\\s[^;]*\\b" + name + "\\b");
  const re2::RE2 alone("(?:^|[^\\w:])" + name + "\\b");
  return re2::RE2::PartialMatch(code, alone) && !re2::RE2::PartialMatch(code, imported);
}

void add_of_examples(const ChangedFile& file, const AddedLines& added, const Names& own,
                     std::set<TakenName>& taken) {
  const std::string code = examples_in(file, added);
  if (code.empty()) return;
  const auto source = rust_code::SourceFile::parse(code);
  if (!source) return;
  const std::vector<LineRange> all{{0, LineIndex(code).count()}};
  Names bound;
  for (std::string& name : names_defined(*source, all)) bound.insert(std::move(name));
  add_bound(source->tree(), bound);
  for (const UsedName& used : names_used(*source, all)) {
    if (lacks_import(code, used.name)) taken.insert({file.change.path(), "use of " + used.name});
    if (!bound.contains(used.name) && !own.contains(used.name) && !is_of_language(used.name))
      taken.insert({file.change.path(), used.name});
  }
}

// Files that strings name, and what some command must have computed.
void add_of_texts(const ChangedFile& file, const AddedLines& added, std::set<TakenName>& taken) {
  static const re2::RE2 file_name(R"re("(?:[\w.-]+/)*([\w-]+\.\w{2,5})")re");
  static const re2::RE2 digest(R"(\b([0-9a-f]*(?:[0-9][a-f]|[a-f][0-9])[0-9a-f]*)\b)");
  constexpr std::size_t least_digest = 16;
  const SyntaxTree& tree = file.tree_after->tree();
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (tree[id].kind != Kind::string_literal || !added.hold(file, tree.line(tree[id].bytes.begin) - 1))
      continue;
    const std::string text(tree.text(id));
    std::string found;
    if (re2::RE2::FullMatch(text, file_name, &found)) taken.insert({file.change.path(), found, true});
    re2::StringPiece rest(text);
    while (re2::RE2::FindAndConsume(&rest, digest, &found)) {
      if (found.size() >= least_digest) taken.insert({file.change.path(), found});
    }
  }
}

}  // namespace

std::set<TakenName> taken_names(const ChangeSet& set, const AddedLines& added) {
  struct Source {
    const ChangedFile* file = nullptr;
    std::vector<LineRange> lines;
  };
  std::vector<Source> sources;
  Names own;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || !file.tree_after) continue;
    sources.push_back({&file, ranges_of(file, added)});
    add_defined(file, sources.back().lines, added, own);
    add_bound(file.tree_after->tree(), own);
  }
  std::set<TakenName> taken;
  for (const auto& [file, lines] : sources) {
    for (const UsedName& used : names_used(*file->tree_after, lines)) {
      if (!own.contains(used.name) && !is_of_language(used.name))
        taken.insert({file->change.path(), used.name});
    }
    add_of_examples(*file, added, own, taken);
    add_of_texts(*file, added, taken);
  }
  return taken;
}

}  // namespace git_miner
