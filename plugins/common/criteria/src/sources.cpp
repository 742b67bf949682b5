#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <criteria/sources.hpp>

namespace criteria {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::Role;
using Paths = std::set<std::string, std::less<>>;

bool is_below_src(std::string_view path) { return path.starts_with("src/") || path.contains("/src/"); }

// The folder in which a file's modules lie, with '/': `src/` of `src/lib.rs`, `src/a/` of `src/a.rs`.
std::string folder_of_modules(std::string_view path) {
  const std::size_t slash = path.rfind('/') + 1;
  const std::string_view name = path.substr(slash);
  if (name == "lib.rs" || name == "main.rs" || name == "mod.rs") return std::string(path.substr(0, slash));
  return std::string(path.substr(0, path.size() - 3)) + "/";
}

// Calls `use(path, is_test)` for both places where the file of each `mod name;` may lie.
template <typename Use>
void for_each_module(std::string_view path, const rust_code::SourceFile& file, const Use& use) {
  const rust_code::SyntaxTree& tree = file.tree();
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    if (tree[id].kind != Kind::mod_item || tree.child(id, Field::body) != rust_code::no_node) continue;
    std::string inside;
    for (NodeId at = id; at != rust_code::no_node; at = tree.parent(at)) {
      if (tree[at].kind != Kind::mod_item) continue;
      const NodeId name = tree.child(at, Field::name);
      if (name != rust_code::no_node)
        inside = fmt::format("{}{}{}", tree.text(name), at == id ? "" : "/", inside);
    }
    const std::string place = folder_of_modules(path) + inside;
    use(place + ".rs", file.in_test(id));
    use(place + "/mod.rs", file.in_test(id));
  }
}

// The files below src/ that every `mod` naming them declares under `#[cfg(test)]`. A name such as
// `logic_test.rs` makes no test of a module that the program uses.
Paths modules_of_tests(std::span<const rust_tasks::File> files) {
  std::map<std::string, std::vector<std::pair<std::string, bool>>, std::less<>>
      declared;  // by declaring file
  for (const rust_tasks::File& file : files) {
    if (!file.path.ends_with(".rs") || !is_below_src(file.path)) continue;
    const auto parsed = rust_code::SourceFile::parse(file.text);
    if (!parsed) continue;
    for_each_module(file.path, *parsed, [&](std::string path, bool is_test) {
      declared[file.path].emplace_back(std::move(path), is_test);
    });
  }
  Paths tests;
  for (std::size_t before = files.size() + 1; before != tests.size();) {
    before = tests.size();
    Paths found;
    Paths used;
    for (const auto& [path, modules] : declared) {
      for (const auto& [module, is_test] : modules)
        (is_test || tests.contains(path) ? found : used).insert(module);
    }
    std::ranges::set_difference(found, used, std::inserter(tests, tests.end()));
  }
  return tests;
}

}  // namespace

std::string Source::owner(std::uint32_t byte) const {
  const rust_code::Item* innermost = nullptr;
  for (const rust_code::Item& item : items) {
    using enum rust_code::ItemKind;
    const bool can_own = item.kind == function || item.kind == impl || item.kind == trait;
    if (can_own && item.bytes.begin <= byte && byte < item.bytes.end) innermost = &item;
  }
  return innermost == nullptr ? "" : fmt::format(" in `{}`", innermost->path);
}

Fault Source::fault(std::uint32_t byte, std::string what, double weight) const {
  what += owner(byte);
  return {path, line_at(byte), std::move(what), weight};
}

Sources Sources::parse(std::span<const rust_tasks::File> files) {
  Sources result;
  const Paths tests = modules_of_tests(files);
  for (const rust_tasks::File& file : files) {
    if (!file.path.ends_with(".rs")) continue;
    const Role role = is_below_src(file.path) ? (tests.contains(file.path) ? Role::test : Role::source)
                                              : rust_code::role_of_path(file.path);
    auto parsed = rust_code::SourceFile::parse(file.text, role);
    if (!parsed) {
      result.unparsed.push_back({file.path, 0, "cannot be read as Rust: " + parsed.error().text(), 1});
      continue;
    }
    auto items = rust_code::list_items(*parsed);
    result.files.push_back({file.path, *std::move(parsed), std::move(items)});
  }
  return result;
}

const Source* Sources::find(std::string_view path) const {
  const auto found = std::ranges::find(files, path, &Source::path);
  return found == files.end() ? nullptr : &*found;
}

}  // namespace criteria
