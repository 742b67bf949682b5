// Which reads and searches show what new code assumes, and what is left that nothing shows.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "change/manifest.hpp"
#include "path_parts.hpp"
#include "search/search.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_crate_uses = 40;  // lines

bool names_crate(std::string_view key, std::string_view crate) {
  return std::ranges::equal(key, crate, [](char a, char b) { return a == b || (a == '-' && b == '_'); });
}

}  // namespace

void Search::want_assumptions(Assumptions assumptions) {
  assumptions_.crates.merge(assumptions.crates);
  assumptions_.trait_functions.merge(assumptions.trait_functions);
  assumptions_.methods.merge(assumptions.methods);
  assumptions_.macros.merge(assumptions.macros);
  taken_.merge(assumptions.names);
}

// The line of the package's manifest where a crate stands; none if the project does not depend on it yet, or it is none.
std::optional<Target> Search::dependency_line(const CrateName& use) const {
  std::string folder = folder_of_path(use.path);
  const auto manifest_in = [](const std::string& at) {
    return at.empty() ? "Cargo.toml" : at + "/Cargo.toml";
  };
  while (!folder.empty() && !files_.has(manifest_in(folder))) folder = folder_of_path(folder);
  const std::string path = manifest_in(folder);
  if (!files_.has(path)) return std::nullopt;
  const auto manifest = read_manifest(files_.text(path));
  if (!manifest) return std::nullopt;
  const auto found = std::ranges::find_if(
      manifest->dependencies, [&](const auto& entry) { return names_crate(entry.first, use.crate); });
  if (found == manifest->dependencies.end()) return std::nullopt;
  const LineIndex& lines = files_.lines(path);
  for (std::size_t line = 0; line < lines.count(); ++line) {
    const std::string_view text = lines.line(line);
    const std::size_t at = text.find(found->first);
    if (at == 0 || (text.starts_with('[') && text.contains("." + found->first + "]")))
      return Target{path, {line, line + 1}};
  }
  return std::nullopt;
}

// Code that was shown names it, or its line of the manifest was read.
bool Search::is_crate_known(const CrateName& use, const Target& dependency) const {
  return shown_.has_code(use.crate) || shown_.covers(dependency.path, dependency.lines);
}

std::string Search::type_in_chain(const MethodUse& use) const {
  std::string type = use.type;
  for (const std::string& field : use.fields) {
    if (type.empty()) break;
    type = type_of_member(type, field, use.path);
  }
  return type;
}

// Once the places have been seen, and with them much of it.
void Search::look_up_assumptions() {
  const Assumptions assumptions = std::exchange(assumptions_, {});
  for (const CrateName& use : assumptions.crates) {
    const auto dependency = dependency_line(use);
    if (!dependency) continue;
    if (!is_crate_known(use, *dependency)) targets_.push_back(*dependency);
    if (!use.name.empty()) crates_.push_back(use);
  }
  for (const TraitFunction& function : assumptions.trait_functions) {
    // Nowhere: the trait is not of the project, or gets the function as well.
    if (!shown_.has_code(function.name)) want_one_of(heads_of(function.name, function.trait));
  }
  for (const MacroUse& use : assumptions.macros) {
    if (shown_.has_macro(use.name)) continue;
    auto definitions = sites(fmt::format("\\bmacro_rules!\\s+{}\\b", use.name), {use.name, NameUse::other});
    if (definitions.empty()) continue;
    want_one_of(std::move(definitions));
    macros_.push_back(use.name);
  }
  for (const MethodUse& use : assumptions.methods) {
    const std::string type = type_in_chain(use);
    if (type.empty() || is_called_alike(use)) continue;
    auto heads = heads_of(use.method, type);
    const auto is_found = [&](const Target& head) {
      return shown_.named_lines(head.path).contains(head.lines.begin);
    };
    if (std::ranges::none_of(heads, is_found)) want_one_of(std::move(heads));
  }
}

// Do lines that were read call it on the same?
bool Search::is_called_alike(const MethodUse& use) const {
  if (!files_.has(use.path)) return false;
  const LineIndex& lines = files_.lines(use.path);
  return std::ranges::any_of(shown_.read_lines(use.path), [&](const LineRange& range) {
    for (std::size_t line = range.begin; line < range.end; ++line) {
      const std::string_view text = lines.line(line);
      const std::size_t at = text.find(use.spelling);
      if (at != text.npos && text.substr(at + use.spelling.size()).starts_with('(')) return true;
    }
    return false;
  });
}

// How the project uses a crate of which a name is still unknown.
std::optional<Call> Search::crate_search() {
  for (const CrateName& use : crates_) {
    if (shown_.has_code(use.name) || !shown_.has_word(use.crate)) continue;
    auto call =
        first_that_finds({use.crate + "::", "use " + use.crate + "::"}, {"", "*.rs"}, most_crate_uses);
    if (call && is_new(*call)) return call;
  }
  return std::nullopt;
}

// Where a macro is defined whose name was shown.
std::optional<Call> Search::macro_search() {
  while (!macros_.empty()) {
    const std::string name = std::move(macros_.back());
    macros_.pop_back();
    if (!shown_.has_word(name) || shown_.has_macro(name)) continue;
    auto call = first_that_finds({"macro_rules! " + name + "\\b"}, {"", "*.rs"}, most_crate_uses);
    if (call && is_new(*call)) return call;
  }
  return std::nullopt;
}

// Not one of the project, or shown.
bool Search::is_file_known(const std::string& name) const {
  const auto& paths = files_.paths();
  const bool is_of_project =
      std::ranges::any_of(paths, [&](const std::string& path) { return name_of_path(path) == name; });
  return !is_of_project || shown_.has_word(name.substr(0, name.find('.')));
}

std::optional<std::string> Search::unseen() const {
  for (const CrateName& use : crates_) {
    if (!shown_.has_code(use.name)) return fmt::format("{} of {} in {}", use.name, use.crate, use.path);
  }
  for (const TakenName& taken : taken_) {
    if (taken.is_file ? !is_file_known(taken.name) : !shown_.has_name(taken.name))
      return fmt::format("{} in {}", taken.name, taken.path);
  }
  return std::nullopt;
}

}  // namespace git_miner
