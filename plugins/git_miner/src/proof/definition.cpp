#include "proof/definition.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>
#include <vector>

#include <foreign_toml/parse.hpp>

#include "proof/source_folder.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t most_manifests = 2000;
constexpr std::string_view manifest_name = "Cargo.toml";

// Whether a path that a manifest in `folder` names stays inside the repository.
bool stays_inside(const fs::path& folder, std::string_view path) {
  const fs::path named(path);
  if (named.is_absolute() || path.contains('\\') || path.contains('\0')) return false;
  const fs::path whole = (folder / named).lexically_normal();
  return whole.empty() || *whole.begin() != "..";
}

bool is_default_source(std::string_view source) {
  return source.starts_with("registry+https://github.com/rust-lang/crates.io-index") ||
         source.starts_with("sparse+https://index.crates.io/");
}

class Writer {
 public:
  explicit Writer(fs::path folder) : folder_(std::move(folder)) {}

  std::optional<Unproved> refused() const { return refused_; }

  toml::table package(const toml::table& from) {
    toml::table to;
    for (const char* key : {"name", "version", "edition", "rust-version", "resolver"})
      copy_value(from, key, to);
    if (const auto* root = from.get_as<std::string>("workspace")) {
      if (!stays_inside(folder_, root->get())) refuse(Unproved::path_outside);
      to.insert("workspace", root->get());
    }
    for (const char* key : {"build", "autobins", "autoexamples", "autotests", "autobenches"})
      to.insert(key, false);
    return to;
  }

  toml::table workspace(const toml::table& from) {
    toml::table to;
    for (const char* key : {"members", "exclude"}) {
      const auto* paths = from.get_as<toml::array>(key);
      if (!paths) continue;
      toml::array own;
      for (const auto& node : *paths) {
        const auto* path = node.as_string();
        if (!path) continue;
        if (stays_inside(folder_, path->get())) {
          own.push_back(path->get());
        } else if (std::string_view(key) == "members") {
          refuse(Unproved::path_outside);
        }
      }
      to.insert(key, own);
    }
    copy_value(from, "resolver", to);
    if (const auto* shared = from.get_as<toml::table>("package")) {
      toml::table own;
      for (const char* key : {"version", "edition", "rust-version"}) copy_value(*shared, key, own);
      to.insert("package", own);
    }
    if (const auto* shared = from.get_as<toml::table>("dependencies"))
      to.insert("dependencies", dependencies(*shared));
    return to;
  }

  void all_dependencies(const toml::table& from, toml::table& to) {
    for (const char* name : {"dependencies", "dev-dependencies", "build-dependencies", "dev_dependencies",
                             "build_dependencies"}) {
      if (const auto* table = from.get_as<toml::table>(name)) to.insert(name, dependencies(*table));
    }
  }

  toml::table dependencies(const toml::table& from) {
    toml::table to;
    for (const auto& [key, node] : from) {
      if (const auto* version = node.as_string()) {
        to.insert(key, version->get());
      } else if (const auto* entry = node.as_table()) {
        to.insert(key, dependency(*entry));
      }
    }
    return to;
  }

 private:
  void refuse(Unproved reason) {
    if (!refused_) refused_ = reason;
  }

  // A text, a number as in `resolver`, or `{ workspace = true }`.
  static void copy_value(const toml::table& from, const char* key, toml::table& to) {
    if (const auto* text = from.get_as<std::string>(key)) to.insert(key, text->get());
    if (const auto* inherited = from.get_as<toml::table>(key);
        inherited && (*inherited)["workspace"].value_or(false))
      to.insert(key, toml::table{{"workspace", true}});
  }

  // Keys that are not known here are not passed on: cargo may learn to understand them.
  toml::table dependency(const toml::table& from) {
    toml::table to;
    for (const char* key : {"version", "package", "branch", "tag", "rev"}) {
      if (const auto* text = from.get_as<std::string>(key)) to.insert(key, text->get());
    }
    for (const char* key : {"default-features", "default_features", "optional", "workspace"}) {
      if (const auto* flag = from.get_as<bool>(key)) to.insert(key, flag->get());
    }
    if (const auto* features = from.get_as<toml::array>("features")) to.insert("features", *features);
    if (const auto* path = from.get_as<std::string>("path")) {
      if (!stays_inside(folder_, path->get())) refuse(Unproved::path_outside);
      to.insert("path", path->get());
    }
    if (const auto* git = from.get_as<std::string>("git")) {
      if (!git->get().starts_with("https://")) refuse(Unproved::git_unreachable);
      to.insert("git", git->get());
    }
    const auto registry = from["registry"].value<std::string>();
    if ((registry && *registry != "crates-io") || from.contains("registry-index"))
      refuse(Unproved::other_registry);
    if (from.contains("artifact")) refuse(Unproved::needs_nightly);
    return to;
  }

  fs::path folder_;
  std::optional<Unproved> refused_;
};

// The folders of the other manifests: as long as the root names no workspace, what it needs by path is no member.
toml::array others(const std::vector<std::string>& paths) {
  toml::array folders;
  for (const auto& path : paths) {
    if (path != manifest_name) folders.push_back(fs::path(path).parent_path().string());
  }
  return folders;
}

OwnManifest written(const toml::table& root, const std::string& path, bool is_root,
                    const std::vector<std::string>& all_paths) {
  if (root.contains("cargo-features")) return {{}, Unproved::needs_nightly};
  Writer writer(fs::path(path).parent_path());
  toml::table own;
  const auto* package = root.get_as<toml::table>("package");
  if (!package) package = root.get_as<toml::table>("project");
  if (package) {
    own.insert("package", writer.package(*package));
    own.insert("lib", toml::table{{"path", "lib.rs"}});
    writer.all_dependencies(root, own);
    if (const auto* features = root.get_as<toml::table>("features")) own.insert("features", *features);
    if (const auto* targets = root.get_as<toml::table>("target")) {
      toml::table own_targets;
      for (const auto& [name, node] : *targets) {
        toml::table own_target;
        if (const auto* table = node.as_table()) writer.all_dependencies(*table, own_target);
        own_targets.insert(name, own_target);
      }
      own.insert("target", own_targets);
    }
  }
  for (const char* key : {"patch", "replace"}) {
    const auto* table = root.get_as<toml::table>(key);
    if (!table) continue;
    if (std::string_view(key) == "replace") {
      own.insert(key, writer.dependencies(*table));
      continue;
    }
    toml::table own_patches;
    for (const auto& [source, node] : *table) {
      if (const auto* patched = node.as_table()) own_patches.insert(source, writer.dependencies(*patched));
    }
    own.insert(key, own_patches);
  }
  if (const auto* workspace = root.get_as<toml::table>("workspace")) {
    own.insert("workspace", writer.workspace(*workspace));
  } else if (is_root) {
    own.insert("workspace", toml::table{{"exclude", others(all_paths)}});
  }
  if (writer.refused()) return {{}, writer.refused()};
  std::ostringstream text;
  text << own << "\n";
  return {text.str(), std::nullopt};
}

}  // namespace

OwnManifest own_manifest(std::string_view manifest, const std::string& path, bool is_root) {
  const auto parsed = foreign_toml::parse(manifest);
  return parsed ? written(*parsed, path, is_root, {}) : OwnManifest{{}, Unproved::dependencies_unresolved};
}

bool is_plain_lock(std::string_view lock) {
  const auto parsed = foreign_toml::parse(lock);
  if (!parsed) return false;
  const toml::table& root = *parsed;
  for (const auto& [key, node] : root) {
    if (key != "version" && key != "package" && key != "metadata" && key != "root") return false;
  }
  const auto* packages = root.get_as<toml::array>("package");
  return packages && std::ranges::all_of(*packages, [](const toml::node& node) {
           const auto* package = node.as_table();
           if (!package || package->contains("replace")) return false;
           if (!package->contains("source")) return true;  // of the repository itself
           const auto* source = package->get_as<std::string>("source");
           return source && (is_default_source(source->get()) || source->get().starts_with("git+https://"));
         });
}

base::Result<std::optional<Definition>> definition_of(const Repository& repository,
                                                      const std::string& commit) {
  const auto tree = repository.tree(commit);
  if (!tree) return std::unexpected(tree.error());
  if (!*tree) return std::optional<Definition>();
  std::vector<std::string> paths;
  for (const FileSide& file : **tree) {
    if (fs::path(file.path).filename() != manifest_name || !is_inside(file.path)) continue;
    if (file.mode != link_mode && file.mode != submodule_mode) paths.push_back(file.path);
  }
  if (std::ranges::find(paths, manifest_name) == paths.end() || paths.size() > most_manifests)
    return std::optional<Definition>();
  Definition definition;
  for (const std::string& path : paths) {
    const auto text = repository.file(commit, path);
    const auto parsed = foreign_toml::parse(text.value_or(""));
    const OwnManifest own = parsed ? written(*parsed, path, path == manifest_name, paths)
                                   : OwnManifest{{}, Unproved::dependencies_unresolved};
    if (own.refused) {
      definition.refused[path] = *own.refused;
      continue;
    }
    definition.has_git = definition.has_git || own.text.contains("git = ");
    definition.files[path] = own.text;
    definition.files[(fs::path(path).parent_path() / "lib.rs").string()] = "";
  }
  if (auto lock = repository.file(commit, "Cargo.lock"); lock && is_plain_lock(*lock))
    definition.lock = *std::move(lock);
  return std::optional(std::move(definition));
}

}  // namespace git_miner
