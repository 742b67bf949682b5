#include "manifest_reader.hpp"

#include <utility>

#include <fmt/format.h>

#include <foreign_toml/parse.hpp>

namespace criteria {
namespace {

std::uint32_t line_of(const toml::node& node) { return node.source().begin.line; }

std::string string_at(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

bool is_inherited(const toml::table& table, std::string_view key) {
  const toml::table* const inner = table[key].as_table();
  return inner != nullptr && (*inner)["workspace"].value_or(false);
}

Dependency read_dependency(std::string_view key, const toml::node& value, Dependency::Kind kind) {
  Dependency result;
  result.key = key;
  result.package = key;
  result.kind = kind;
  result.line = line_of(value);
  if (const auto* const text = value.as_string()) result.requirement = text->get();
  const toml::table* const table = value.as_table();
  if (table == nullptr) return result;
  result.requirement = string_at(*table, "version");
  result.path = string_at(*table, "path");
  result.git = table->contains("git");
  result.inherited = (*table)["workspace"].value_or(false);
  result.optional = (*table)["optional"].value_or(false);
  if (table->contains("package")) result.package = string_at(*table, "package");
  if (const toml::array* const features = (*table)["features"].as_array()) {
    for (const toml::node& feature : *features) result.features.push_back(feature.value_or(std::string()));
  }
  return result;
}

void read_dependencies(const toml::table& from, std::string_view key, Dependency::Kind kind,
                       std::vector<Dependency>& into) {
  const toml::table* const table = from[key].as_table();
  if (table == nullptr) return;
  for (const auto& [name, value] : *table) into.push_back(read_dependency(name.str(), value, kind));
}

class Reader {
 public:
  Reader(const rust_tasks::File& file, const toml::table& root,
         const std::set<std::string, std::less<>>& paths)
      : root_(root), paths_(paths) {
    result_.path = file.path;
    result_.folder = file.path.substr(0, file.path.size() - std::string_view("Cargo.toml").size());
  }

  Manifest read() {
    if (const toml::table* const package = root_["package"].as_table()) read_package(*package);
    if (const toml::table* const workspace = root_["workspace"].as_table()) read_workspace(*workspace);
    read_all_dependencies(root_);
    if (const toml::table* const targets = root_["target"].as_table()) {
      for (const auto& [name, value] : *targets) {
        if (const toml::table* const target = value.as_table()) read_all_dependencies(*target);
      }
    }
    read_targets();
    result_.inherits_lints = root_["lints"]["workspace"].value_or(false);
    if (const toml::table* const lints = root_["lints"].as_table()) read_lints(*lints, "[lints]");
    steer(result_.profiles, root_, "profile", "[profile]");
    for (const char* key : {"patch", "replace"})
      steer(result_.steering, root_, key, fmt::format("[{}]", key));
    return std::move(result_);
  }

 private:
  bool has_file(std::string_view name) const { return paths_.contains(result_.folder + std::string(name)); }

  void steer(std::vector<Fault>& list, const toml::table& table, std::string_view key, std::string what) {
    if (const toml::node* const node = table.get(key))
      list.push_back({result_.path, line_of(*node), std::move(what), 1});
  }

  void read_package(const toml::table& package) {
    result_.is_package = true;
    result_.package = string_at(package, "name");
    result_.inherits_edition = is_inherited(package, "edition");
    if (!result_.inherits_edition) result_.edition = package["edition"].value_or(std::string("2015"));
    if (!package["autotests"].value_or(true))
      steer(result_.test_steering, package, "autotests", "autotests = false");
    steer(result_.steering, package, "build", "build = ..");
    steer(result_.steering, package, "links", "links = ..");
    if (has_file("build.rs") && package["build"].value_or(true))
      result_.steering.push_back({result_.folder + "build.rs", 0, "a build script", 1});
  }

  void read_workspace(const toml::table& workspace) {
    result_.is_workspace = true;
    read_dependencies(workspace, "dependencies", Dependency::Kind::normal, result_.workspace_dependencies);
    if (const toml::table* const package = workspace["package"].as_table()) {
      result_.has_workspace_edition = package->contains("edition");
      if (result_.has_workspace_edition && (!result_.is_package || result_.inherits_edition))
        result_.edition = string_at(*package, "edition");
    }
    if (const toml::table* const lints = workspace["lints"].as_table()) {
      result_.has_workspace_lints = true;
      read_lints(*lints, "[workspace.lints]");
    }
  }

  void read_all_dependencies(const toml::table& table) {
    read_dependencies(table, "dependencies", Dependency::Kind::normal, result_.dependencies);
    for (const char* key : {"dev-dependencies", "dev_dependencies"})
      read_dependencies(table, key, Dependency::Kind::dev, result_.dependencies);
    for (const char* key : {"build-dependencies", "build_dependencies"})
      read_dependencies(table, key, Dependency::Kind::build, result_.dependencies);
  }

  void read_targets() {
    const toml::table* const library = root_["lib"].as_table();
    result_.has_library = library != nullptr || has_file("src/lib.rs");
    result_.has_binary = root_["bin"].is_array() || has_file("src/main.rs");
    const std::string binaries = result_.folder + "src/bin/";
    const auto first = paths_.lower_bound(binaries);
    result_.has_binary = result_.has_binary || (first != paths_.end() && first->starts_with(binaries));
    if (library != nullptr) {
      for (const char* key : {"proc-macro", "proc_macro"}) {
        result_.is_proc_macro = result_.is_proc_macro || (*library)[key].value_or(false);
        steer(result_.steering, *library, key, "proc-macro = ..");
      }
    }
    for (const char* kind : {"lib", "bin", "test", "bench", "example"}) read_harness(kind);
    if (const toml::array* const list = root_["bin"].as_array()) {
      for (const toml::node& node : *list) {
        if (const toml::table* const target = node.as_table())
          result_.binary_paths.push_back(string_at(*target, "path"));
      }
    }
  }

  void read_harness(std::string_view kind) {
    const auto check = [&](const toml::node* node) {
      const toml::table* const target = node == nullptr ? nullptr : node->as_table();
      if (target == nullptr) return;
      if (!(*target)["harness"].value_or(true))
        steer(result_.test_steering, *target, "harness", "harness = false");
      if (kind == "test")
        result_.test_steering.push_back({result_.path, line_of(*target), test_target(*target), 1});
    };
    const toml::node* const node = root_.get(kind);
    if (node == nullptr) return;
    check(node);
    if (const toml::array* const list = node->as_array()) {
      for (const toml::node& one : *list) check(&one);
    }
  }

  static std::string test_target(const toml::table& target) {
    return fmt::format("[[test]] name = \"{}\"", string_at(target, "name"));
  }

  void read_lints(const toml::table& lints, std::string_view where) {
    for (const auto& [tool, list] : lints) {
      const toml::table* const levels = list.as_table();
      if (levels == nullptr) continue;
      for (const auto& [lint, value] : *levels) {
        const toml::table* const detailed = value.as_table();
        const std::string level = detailed ? string_at(*detailed, "level") : value.value_or(std::string());
        if (level != "allow") continue;
        result_.silenced_lints.push_back(
            {result_.path, line_of(value),
             fmt::format("{} allows `{}::{}`", where, std::string_view(tool.str()),
                         std::string_view(lint.str())),
             1});
      }
    }
  }

  const toml::table& root_;
  const std::set<std::string, std::less<>>& paths_;
  Manifest result_;
};

}  // namespace

std::expected<Manifest, Fault> read_manifest(const rust_tasks::File& file,
                                             const std::set<std::string, std::less<>>& paths) {
  const auto root = foreign_toml::parse(file.text);
  if (!root) return std::unexpected(Fault{file.path, root.error().line, root.error().text, 1});
  return Reader(file, *root, paths).read();
}

}  // namespace criteria
