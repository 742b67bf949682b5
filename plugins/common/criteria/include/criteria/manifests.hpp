// The Cargo.toml files of one candidate: what they declare, as far as judging it needs.
//
// Read with toml++, never with cargo. Only what concerns dependencies, editions, targets and policies is
// kept; the rest is cargo's to check. Format: https://doc.rust-lang.org/cargo/reference/manifest.html.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <criteria/faults.hpp>
#include <rust_tasks/task.hpp>

namespace criteria {

struct Dependency {
  enum class Kind { normal, dev, build };
  std::string key;      // as the code names it, with '-'
  std::string package;  // as the registry names it
  std::string requirement;
  std::vector<std::string> features;
  Kind kind = Kind::normal;
  bool inherited = false;  // workspace = true
  bool optional = false;
  std::string path;  // of a path dependency
  bool git = false;
  std::uint32_t line = 0;

  bool is_external() const { return path.empty(); }
};

struct Manifest {
  std::string path;    // "crates/core/Cargo.toml"
  std::string folder;  // "crates/core/", "" at the top
  bool is_package = false;
  bool is_workspace = false;
  std::string package;
  std::string edition;  // with what it inherits; "2015" if it says nothing, as for cargo
  bool inherits_edition = false;
  bool inherits_lints = false;
  bool has_workspace_edition = false;
  bool has_workspace_lints = false;
  bool has_library = false;
  bool has_binary = false;
  bool is_proc_macro = false;
  std::vector<Dependency> dependencies;            // of all kinds and targets, with what they inherit
  std::vector<Dependency> workspace_dependencies;  // [workspace.dependencies]
  std::vector<std::string> binary_paths;           // of [[bin]], relative to the folder
  std::vector<Fault> silenced_lints;               // [lints] and [workspace.lints] with the level allow
  // Settings by which a crate would steer the tools that judge it: build scripts, procedural macros, `links`,
  // [patch], [replace]. Each as "[patch]".
  std::vector<Fault> steering;
  std::vector<Fault> profiles;  // [profile], once
  // The same of tests: [[test]], `harness = false`, `autotests = false`.
  std::vector<Fault> test_steering;
};

struct Manifests {
  std::vector<Manifest> all;  // in the order given
  std::vector<Fault> broken;  // not TOML, or a table where none can be; with its line

  // Takes the files named Cargo.toml. The others tell which targets a package has by default.
  static Manifests parse(std::span<const rust_tasks::File> files);

  // The package whose folder holds the path; null if there is none.
  const Manifest* owner(std::string_view path) const;
  // True for a file of a program rather than of a library: src/main.rs, src/bin/, examples/, [[bin]].
  bool is_binary_source(std::string_view path) const;
};

// Of the candidate's settings in `list` (steering, profiles or test_steering) those that the start does not
// have.
std::vector<Fault> added(const Manifests& start, const Manifests& candidate,
                         std::vector<Fault> Manifest::*list);

// The text of a manifest with its [profile.*] tables blanked out; lines keep their numbers. A profile written
// in another form (`profile.dev.debug = 1`) stays.
std::string without_profiles(std::string_view manifest);

}  // namespace criteria
