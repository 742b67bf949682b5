#include "conversation/context_file.hpp"

#include <algorithm>
#include <set>

#include <re2/re2.h>

#include "change/added_lines.hpp"
#include "change/code_only.hpp"
#include "change/crate_facts.hpp"
#include "change/crate_use.hpp"
#include "filter/read_change_set.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_candidates = 24;  // each is parsed
constexpr std::ptrdiff_t most_lines = 200;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

void collect_names(const std::string& code, std::set<std::string>& into) {
  static const RE2 name(R"(\b([A-Za-z_][A-Za-z0-9_]{3,}))");
  re2::StringPiece rest(code);
  std::string found;
  while (RE2::FindAndConsume(&rest, name, &found)) into.insert(found);
}

// Names that the change brings into the code outside tests.
std::set<std::string> new_names(const ChangeSet& set) {
  const AddedLines lines(set);
  std::set<std::string> added, known;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    collect_names(code_only(*file.tree_before, Literals::blank), known);
    collect_names(lines.of(file, code_only(*file.tree_after, Literals::blank)), added);
  }
  std::erase_if(added, [&](const std::string& one) { return known.contains(one); });
  return added;
}

std::size_t defined(const std::string& text, const std::set<std::string>& wanted) {
  const auto file = rust_code::SourceFile::parse(text);
  if (!file) return 0;
  std::set<std::string> names;
  for (const rust_code::Item& item : rust_code::list_items(*file)) {
    const bool is_named = item.kind != rust_code::ItemKind::use && item.kind != rust_code::ItemKind::impl &&
                          item.kind != rust_code::ItemKind::module;
    if (is_named && !item.is_local && !item.is_test && wanted.contains(item.name)) names.insert(item.name);
  }
  return names.size();
}

constexpr std::size_t most_item_lines = 60;  // shown of one item

std::vector<LineRange> lines_defining(const std::string& text, const std::set<std::string>& wanted) {
  std::vector<LineRange> lines;
  const auto file = rust_code::SourceFile::parse(text);
  if (!file) return lines;
  for (const rust_code::Item& item : rust_code::list_items(*file)) {
    const bool is_named = item.kind != rust_code::ItemKind::use && item.kind != rust_code::ItemKind::impl &&
                          item.kind != rust_code::ItemKind::module;
    if (!is_named || item.is_local || item.is_test || !wanted.contains(item.name)) continue;
    const std::size_t first = item.first_line - 1;
    lines.push_back({first, std::min<std::size_t>(item.last_line, first + most_item_lines)});
  }
  return lines;
}

// Of an added line, `crate::net::Client` or `crate::net::{Client, Server}`: the folders of modules, and the
// names.
struct NamedPath {
  std::vector<std::string> segments;  // behind the crate's name
  std::set<std::string> last;         // more names in braces
};

std::vector<NamedPath> paths_named(const std::string& code, const std::string& package) {
  const std::string roots = package.empty() ? "crate" : "crate|" + RE2::QuoteMeta(code_name(package));
  const RE2 path(R"(\b(?:)" + roots + R"()((?:::[A-Za-z_]\w*)+)(?:::\{([^{}]*)\})?)");
  static const RE2 word(R"(([A-Za-z_]\w*))");
  std::vector<NamedPath> paths;
  re2::StringPiece rest(code);
  std::string modules, list, found;
  while (RE2::FindAndConsume(&rest, path, &modules, &list)) {
    NamedPath named;
    re2::StringPiece part(modules), names(list);
    while (RE2::FindAndConsume(&part, word, &found)) named.segments.push_back(found);
    while (RE2::FindAndConsume(&names, word, &found)) named.last.insert(found);
    paths.push_back(std::move(named));
    list.clear();
  }
  return paths;
}

// Deepest module first.
std::optional<ContextFile> defining_file(const Repository& repository, const std::string& parent,
                                         const std::string& source, const NamedPath& path,
                                         const std::set<std::string>& changed) {
  std::set<std::string> names = path.last;
  for (std::size_t depth = path.segments.size(); depth > 0; --depth) {
    std::string module = source;
    for (std::size_t i = 0; i < depth; ++i) module += "/" + path.segments[i];
    for (const std::string& file : {module + ".rs", module + "/mod.rs"}) {
      if (changed.contains(file)) continue;
      auto text = repository.file(parent, file);
      if (!text || is_generated_text(*text)) continue;
      auto lines = lines_defining(*text, names);
      if (!lines.empty()) return ContextFile{file, *std::move(text), std::move(lines)};
    }
    names.insert(path.segments[depth - 1]);
  }
  return std::nullopt;
}

std::set<std::string> changed_paths(const ChangeSet& set) {
  std::set<std::string> paths;
  for (const ChangedFile& file : set.files) paths.insert({file.change.before.path, file.change.after.path});
  return paths;
}

std::optional<ContextFile> file_named_by_path(const Repository& repository, const ChangeSet& set) {
  const std::string& parent = set.text.parents.front();
  const auto changed = changed_paths(set);
  const AddedLines added(set);
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || !file.tree_after) continue;
    const std::string manifest_path = crate_facts(repository, set.text.id, file.change.path()).manifest_path;
    if (manifest_path.empty()) continue;
    const std::string folder = folder_of(manifest_path);
    const auto manifest = read_manifest(repository.file(set.text.id, manifest_path).value_or(""));
    const std::string code = added.of(file, code_only(*file.tree_after, Literals::blank));
    const std::string source = folder.empty() ? "src" : folder + "/src";
    for (const NamedPath& path : paths_named(code, manifest ? manifest->package_name : "")) {
      if (auto found = defining_file(repository, parent, source, path, changed)) return found;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<ContextFile> context_file(const Repository& repository, const ChangeSet& set) {
  if (set.text.parents.empty()) return std::nullopt;
  if (auto named = file_named_by_path(repository, set)) return named;
  const std::string& parent = set.text.parents.front();
  const auto wanted = new_names(set);
  std::set<std::string> candidates;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    const std::string folder = folder_of(file.change.path());
    for (const std::string& name : repository.names(parent, folder)) {
      if (name.ends_with(".rs")) candidates.insert(folder.empty() ? name : folder + "/" + name);
    }
  }
  for (const std::string& path : changed_paths(set)) candidates.erase(path);
  if (candidates.size() > most_candidates) return std::nullopt;
  std::optional<ContextFile> best;
  std::size_t most = 1;  // one name alone is often a name by chance
  for (const std::string& path : candidates) {
    auto text = repository.file(parent, path);
    if (!text || std::ranges::count(*text, '\n') > most_lines || is_generated_text(*text)) continue;
    if (const std::size_t count = defined(*text, wanted); count > most) {
      most = count;
      auto lines = lines_defining(*text, wanted);
      best = ContextFile{path, *std::move(text), std::move(lines)};
    }
  }
  return best;
}

}  // namespace git_miner
