// Which reads show the types that new code names for the first time in a file, and the functions of them that it calls.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "path_parts.hpp"
#include "search/search.hpp"
#include "trimmed.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_head_lines = 8;  // of a function up to its body

// As paths in code have it: "crate" of src/lib.rs.
std::string module_of(const std::string& path) {
  const std::string module = module_of_path(path);
  return module == "lib" || module == "main" ? "crate" : module;
}

// Of the module around that of a file, by convention.
bool is_parent_of(const std::string& path, const std::string& of) {
  const bool is_mod = name_of_path(of) == "mod.rs";
  const std::string folder = is_mod ? folder_of_path(folder_of_path(of)) : folder_of_path(of);
  if (path == folder + ".rs") return true;
  return folder_of_path(path) == folder && is_module_root(path);
}

// The first name of a path.
std::string root_of(std::string_view path) { return std::string(path.substr(0, path.find("::"))); }

bool is_code(std::string_view line) {
  for (const std::string_view front : {"//", "use ", "pub use ", "pub(crate) use "}) {
    if (trimmed(line).starts_with(front)) return false;
  }
  return true;
}

// `Neighbors {` that is no definition.
bool builds(std::string_view line, const std::string& type) {
  const std::size_t at = line.find(type + " {");
  if (at == line.npos || (at > 0 && is_word_char(line[at - 1])) || !is_code(line)) return false;
  const std::string_view front = line.substr(0, at);
  return !front.contains("struct ") && !front.contains("impl") && !front.contains("enum ");
}

}  // namespace

// Do lines of code that were read use it by the same path, or build it?
bool Search::is_used_alike(const TypeUse& use) const {
  if (!files_.has(use.path)) return false;
  const LineIndex& lines = files_.lines(use.path);
  return std::ranges::any_of(shown_.read_lines(use.path), [&](const LineRange& range) {
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const std::string_view text = lines.line(line);
      if (use.is_built ? builds(text, use.name) : has_word(text, use.spelling) && is_code(text)) return true;
    }
    return false;
  });
}

// Whether a path begins at a module or package of the project.
bool Search::is_of_project(const std::string& root) const {
  if (root == "crate" || root == "self" || root == "super") return true;
  return std::ranges::any_of(files_.paths(), [&](const std::string& path) {
    if (!path.ends_with(".rs")) return false;
    if (module_of(path) == root) return true;
    for (std::string folder = folder_of_path(path); !folder.empty(); folder = folder_of_path(folder)) {
      std::string name(name_of_path(folder));
      std::ranges::replace(name, '-', '_');
      if (name == root) return true;
    }
    return false;
  });
}

// In the module that stands in front, as far as a file or folder tells; else in another file, or in the same where nothing
// stands in front. None of a crate that is not of the project.
std::vector<Target> Search::definitions_of_use(const TypeUse& use) const {
  const bool is_by_name = !use.module.empty() && use.module != "self" && use.module != "super";
  if (is_by_name && !is_of_project(root_of(use.spelling))) return {};
  auto all = sites(definition_pattern("struct|enum|union|trait", use.name), {use.name, NameUse::other});
  std::vector<Target> near;
  const auto keep = [&](const auto& fits) { std::ranges::copy_if(all, std::back_inserter(near), fits); };
  const auto is_here = [&](const Target& site) { return site.path == use.path; };
  if (use.module.empty() || use.module == "self") {
    keep(is_here);
    if (use.module == "self") return near;
  } else if (use.module == "super") {
    keep([&](const Target& site) { return is_parent_of(site.path, use.path); });
  } else {
    keep([&](const Target& site) { return module_of(site.path) == use.module; });
  }
  if (!near.empty()) return near;
  if (!use.module.empty()) std::erase_if(all, is_here);
  if (all.size() > most_sites) all.clear();
  return all;
}

// Where functions with this name begin in impls of the type, with their signatures.
std::vector<Target> Search::heads_of(const std::string& function, const std::string& type) const {
  auto heads = functions_like({false, function, type, ""});
  for (Target& head : heads) head.lines = head_of(head);
  return heads;
}

// The lines of a function up to its body.
LineRange Search::head_of(const Target& function) const {
  const LineIndex& lines = files_.lines(function.path);
  const std::size_t begin = function.lines.begin;
  std::size_t end = begin + 1;
  while (end < std::min(lines.count(), begin + most_head_lines) &&
         lines.line(end - 1).find_first_of("{;") == std::string_view::npos)
    ++end;
  return {begin, end};
}

// The `use` line of what is named without a path, where no line that was read has it.
void Search::want_import(const TypeUse& use) {
  if (!use.module.empty() || use.is_imported || !files_.has(use.path)) return;
  const LineIndex& lines = files_.lines(use.path);
  bool is_import = false;
  for (std::size_t line = 0; line < lines.count(); ++line) {
    const std::string_view text = lines.line(line);
    is_import |= text.starts_with("use ") || text.starts_with("pub use ");
    if (is_import && has_word(text, use.name)) {
      if (!shown_.covers(use.path, {line, line + 1})) targets_.push_back({use.path, {line, line + 1}});
      return;
    }
    is_import = is_import && !text.contains(';');
  }
}

void Search::look_up_uses(const TypeUses& uses) {
  std::set<std::pair<std::string, std::string>> foreign;  // path and name
  for (const TypeUse& use : uses.types) {
    if (use.is_imported && !use.module.empty() && !is_of_project(root_of(use.spelling)))
      foreign.emplace(use.path, use.name);
  }
  for (const TypeUse& use : uses.types) {
    if (foreign.contains({use.path, use.name})) continue;
    for (const std::string& function : use.functions) want_one_of(heads_of(function, use.name));
    if (is_used_alike(use)) continue;
    auto definitions = definitions_of_use(use);
    if (definitions.empty()) continue;
    want_one_of(std::move(definitions));
    want_import(use);
    const auto called = uses.methods.find(use.path);
    if (called == uses.methods.end()) continue;
    for (const std::string& method : called->second) want_one_of(heads_of(method, use.name));
  }
}

}  // namespace git_miner
