#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <criteria/crates.hpp>
#include <criteria/policy.hpp>
#include <rust_code/crates_used.hpp>

namespace criteria {
namespace {

template <typename List>
bool holds(const List& list, std::string_view text) {
  return std::ranges::find(list, text) != std::ranges::end(list);
}

Fault at(const Manifest& manifest, std::uint32_t line, std::string what) {
  return {manifest.path, line, std::move(what), 1};
}

std::string in_code(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

bool is_unavailable(const Dependency& dependency, const rust_tasks::CrateRules& rules,
                    std::span<const std::string> available) {
  if (!dependency.is_external()) return false;
  return dependency.git || !holds(rules.allowed, dependency.package) || !holds(available, dependency.package);
}

// Collects the rules: each applies or not, and is kept or broken.
class Rules {
 public:
  Rules(const Manifests& manifests, const Sources& sources, const rust_tasks::CrateRules& rules,
        std::span<const std::string> available)
      : manifests_(manifests), sources_(sources), rules_(rules), available_(available) {}

  rust_tasks::Criterion judge() {
    spelling();
    wanted();
    error_crates();
    async_crates();
    logging();
    serde();
    no_waste();
    tokio_features();
    workspace();
    edition();
    if (applicable_ == 0)
      return not_applicable(rust_tasks::CriterionName::crates, "no Cargo.toml can be read");
    return criterion(rust_tasks::CriterionName::crates, achieved_ / applicable_, std::move(faults_));
  }

 private:
  // The faults of one rule decide whether it is kept.
  void rule(double weight, bool applies, std::vector<Fault> broken) {
    if (!applies) return;
    applicable_ += weight;
    if (broken.empty()) achieved_ += weight;
    faults_.insert(faults_.end(), std::make_move_iterator(broken.begin()),
                   std::make_move_iterator(broken.end()));
  }

  template <typename Visit>
  void each_dependency(const Visit& visit) const {
    for (const Manifest& manifest : manifests_.all) {
      for (const Dependency& dependency : manifest.dependencies) visit(manifest, dependency);
    }
  }

  bool declares(std::string_view crate) const {
    bool found = false;
    each_dependency([&](const Manifest&, const Dependency& one) { found = found || one.package == crate; });
    return found;
  }

  // Faults "`x` ..." for each declared crate of the list.
  template <typename List>
  std::vector<Fault> declared_of(const List& names, std::string_view why, bool libraries_only = false) const {
    std::vector<Fault> faults;
    each_dependency([&](const Manifest& manifest, const Dependency& one) {
      const bool counts = !libraries_only || (manifest.has_library && one.kind == Dependency::Kind::normal);
      if (counts && holds(names, one.package))
        faults.push_back(at(manifest, one.line, fmt::format("`{}` {}", one.package, why)));
    });
    return faults;
  }

  void spelling() {
    bool any = false;
    each_dependency([&](const Manifest&, const Dependency& one) { any = any || one.is_external(); });
    rule(3, any, unavailable_crates(manifests_, rules_, available_));
  }

  void wanted() {
    std::vector<Fault> broken;
    for (const std::string& name : rules_.expected) {
      if (!declares(name)) broken.push_back({"Cargo.toml", 0, fmt::format("`{}` is not declared", name), 1});
    }
    rule(3, !rules_.expected.empty(), std::move(broken));
    rule(3, !rules_.avoided.empty(), declared_of(rules_.avoided, "is the wrong choice here"));
  }

  bool has_own_error() const {
    for (const Source& source : sources_.files) {
      for (const rust_code::Item& item : source.items) {
        const bool is_error = item.name.ends_with(" as Error>") || item.name.ends_with("::Error>");
        if (item.kind == rust_code::ItemKind::impl && !item.is_test && is_error) return true;
      }
    }
    return declares("thiserror");
  }

  void error_crates() {
    static constexpr std::array<std::string_view, 3> opaque = {"anyhow", "eyre", "color-eyre"};
    auto broken = declared_of(opaque, "hides the errors of a library", true);
    // A package that is both: its program may use anyhow, its library may not.
    std::erase_if(broken, [&](const Fault& fault) {
      const Manifest* const package = manifests_.owner(fault.path);
      return package != nullptr && package->has_binary && !library_uses_opaque(*package, opaque);
    });
    for (Fault& fault : vague_errors(sources_)) broken.push_back(std::move(fault));
    const bool applies = !broken.empty() || has_own_error() || declares("anyhow");
    rule(3, applies, std::move(broken));
  }

  template <typename List>
  bool library_uses_opaque(const Manifest& package, const List& names) const {
    for (const Source& source : sources_.files) {
      if (source.is_test() || manifests_.owner(source.path) != &package ||
          manifests_.is_binary_source(source.path))
        continue;
      for (const auto& [name, use] : rust_code::crates_used(source.file)) {
        if (!use.only_in_tests && holds(names, name)) return true;
      }
    }
    return false;
  }

  void async_crates() {
    static constexpr std::array<std::string_view, 4> other = {"async-std", "smol", "futures-executor",
                                                              "actix-rt"};
    auto broken = declared_of(other, "is another runtime than tokio");
    const bool applies = !broken.empty() || declares("tokio");
    rule(2, applies, std::move(broken));
  }

  void logging() {
    static constexpr std::array<std::string_view, 4> other = {"log", "env_logger", "slog", "simple_logger"};
    static constexpr std::array<std::string_view, 5> prints = {"println", "eprintln", "print", "eprint",
                                                               "dbg"};
    auto broken = declared_of(other, "stands where tracing belongs");
    for (const Source& source : sources_.files) {
      if (source.is_test() || manifests_.is_binary_source(source.path)) continue;
      const rust_code::SyntaxTree& tree = source.file.tree();
      for (rust_code::NodeId id = 0; id < tree.nodes().size(); ++id) {
        if (!tree.is(id, rust_code::Kind::macro_invocation) || source.file.in_test(id)) continue;
        const rust_code::NodeId name = tree.child(id, rust_code::Field::macro);
        if (name == rust_code::no_node || !holds(prints, tree.text(name))) continue;
        broken.push_back(
            source.fault(tree[id].bytes.begin, fmt::format("`{}!` in a library", tree.text(name))));
      }
    }
    for (const Manifest& manifest : manifests_.all) {
      for (const Dependency& one : manifest.dependencies) {
        const bool in_library =
            manifest.has_library && !manifest.has_binary && one.kind == Dependency::Kind::normal;
        if (in_library && one.package == "tracing-subscriber")
          broken.push_back(at(manifest, one.line, "`tracing-subscriber` is for programs"));
      }
    }
    const bool applies = !broken.empty() || declares("tracing");
    rule(1, applies, std::move(broken));
  }

  void serde() {
    static constexpr std::array<std::string_view, 2> other = {"serde_derive", "rustc-serialize"};
    auto broken = declared_of(other, "stands where `serde` with the feature derive belongs");
    const bool applies = !broken.empty() || declares("serde");
    rule(1, applies, std::move(broken));
  }

  // Whether code of the package names the crate; outside of tests, if asked.
  bool is_used(const Manifest& package, const Dependency& dependency, bool outside_tests) const {
    const std::string name = in_code(dependency.key);
    return std::ranges::any_of(sources_.files, [&](const Source& source) {
      if (manifests_.owner(source.path) != &package) return false;
      const auto uses = rust_code::crates_used(source.file);
      const auto found = uses.find(name);
      return found != uses.end() && (!outside_tests || !found->second.only_in_tests);
    });
  }

  void no_waste() {
    // The standard library has LazyLock and OnceLock since 1.80.
    static constexpr std::array<std::string_view, 5> obsolete = {"failure", "error-chain", "lazy_static",
                                                                 "once_cell", "quick-error"};
    auto broken = declared_of(obsolete, "is obsolete");
    bool any = false;
    each_dependency([&](const Manifest& manifest, const Dependency& one) {
      any = true;
      if (one.requirement == "*")
        broken.push_back(at(manifest, one.line, fmt::format("`{}` has no version", one.key)));
      if (one.optional || one.kind == Dependency::Kind::build) return;
      if (!is_used(manifest, one, false))
        broken.push_back(at(manifest, one.line, fmt::format("`{}` is declared and not used", one.key)));
      else if (one.kind == Dependency::Kind::normal && !is_used(manifest, one, true))
        broken.push_back(
            at(manifest, one.line, fmt::format("`{}` is used in tests only: a dev-dependency", one.key)));
    });
    rule(2, any, std::move(broken));
  }

  void tokio_features() {
    std::vector<Fault> broken;
    bool applies = false;
    each_dependency([&](const Manifest& manifest, const Dependency& one) {
      if (one.package != "tokio" || one.kind != Dependency::Kind::normal || !manifest.has_library ||
          manifest.has_binary)
        return;
      applies = true;
      if (holds(one.features, "full"))
        broken.push_back(at(manifest, one.line, "a library takes all of tokio (`full`)"));
    });
    rule(0.5, applies, std::move(broken));
  }

  void workspace() {
    for (const Manifest& root : manifests_.all) {
      if (!root.is_workspace) continue;
      std::vector<const Manifest*> members;
      for (const Manifest& manifest : manifests_.all) {
        if (manifest.is_package && manifest.folder.starts_with(root.folder)) members.push_back(&manifest);
      }
      if (members.size() < 2) continue;
      rule(2, true, workspace_faults(root, members));
    }
  }

  static std::vector<Fault> workspace_faults(const Manifest& root,
                                             const std::vector<const Manifest*>& members) {
    std::vector<Fault> broken;
    std::map<std::string, int> users;
    for (const Manifest* member : members) {
      for (const Dependency& one : member->dependencies) {
        if (one.is_external() || one.inherited) ++users[one.package];
      }
    }
    for (const Manifest* member : members) {
      for (const Dependency& one : member->dependencies) {
        const bool is_offered = holds_package(root.workspace_dependencies, one.package);
        if (one.inherited || !(is_offered || users[one.package] > 1)) continue;
        broken.push_back(
            at(*member, one.line, fmt::format("`{}` does not come from the workspace", one.key)));
      }
      if (root.has_workspace_edition && !member->inherits_edition)
        broken.push_back(at(*member, 0, "the edition does not come from the workspace"));
      if (root.has_workspace_lints && !member->inherits_lints)
        broken.push_back(at(*member, 0, "the lints do not come from the workspace"));
    }
    return broken;
  }

  static bool holds_package(const std::vector<Dependency>& list, std::string_view package) {
    return std::ranges::find(list, package, &Dependency::package) != list.end();
  }

  void edition() {
    std::vector<Fault> broken;
    bool any = false;
    for (const Manifest& manifest : manifests_.all) {
      if (!manifest.is_package) continue;
      any = true;
      if (manifest.edition != "2024")
        broken.push_back(at(manifest, 0, fmt::format("edition {} instead of 2024", manifest.edition)));
    }
    rule(1, any, std::move(broken));
  }

  const Manifests& manifests_;
  const Sources& sources_;
  const rust_tasks::CrateRules& rules_;
  std::span<const std::string> available_;
  double achieved_ = 0;
  double applicable_ = 0;
  std::vector<Fault> faults_;
};

}  // namespace

rust_tasks::Criterion crates(const Manifests& manifests, const Sources& sources,
                             const rust_tasks::CrateRules& rules, std::span<const std::string> available) {
  return Rules(manifests, sources, rules, available).judge();
}

std::vector<Fault> unavailable_crates(const Manifests& manifests, const rust_tasks::CrateRules& rules,
                                      std::span<const std::string> available) {
  std::vector<Fault> faults;
  for (const Manifest& manifest : manifests.all) {
    for (const Dependency& one : manifest.dependencies) {
      if (is_unavailable(one, rules, available))
        faults.push_back(
            at(manifest, one.line, fmt::format("the crate `{}` is not to be had here", one.package)));
    }
  }
  return faults;
}

}  // namespace criteria
