// A skeleton: a hand-written crate or workspace with holes, and the mutations ("traps") that spoil it.
//
//   skeletons/<gap>/<name>/skeleton.toml   axes, names, traps with their texts (format: skeletons/README.md)
//   skeletons/<gap>/<name>/...             template files; `_x` is a partial, never a file of the crate
//
// Every file is expanded twice, with `side` = start and `side` = done; what comes out empty is not there on
// that side.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <synthetic_generator/design.hpp>
#include <synthetic_generator/expander.hpp>

namespace synthetic_generator {

// What a skeleton is about: its folder. Each is a chat::Category, too. `workflow`: nothing of Rust, but that small
// matters are checked like large ones.
enum class Gap {
  lifetimes,
  trait_objects,
  pinned_futures,
  cross_crate_errors,
  workspace_manifests,
  macros,
  workflow
};
constexpr auto enum_names(Gap) {
  return base::names("lifetimes", "trait_objects", "pinned_futures", "cross_crate_errors",
                     "workspace_manifests", "macros", "workflow");
}
inline constexpr std::array all_gaps = {
    Gap::lifetimes,           Gap::trait_objects, Gap::pinned_futures, Gap::cross_crate_errors,
    Gap::workspace_manifests, Gap::macros,        Gap::workflow};
inline constexpr auto rust_gaps = std::span(all_gaps).first<6>();

// What the user asks for; phrases.toml has a table for each.
enum class TaskKind { compile_error, failing_test, idiomatic, feature, design, manifest, lint, layout };
constexpr auto enum_names(TaskKind) {
  return base::names("compile_error", "failing_test", "idiomatic", "feature", "design", "manifest", "lint",
                     "layout");
}
// A chore is done without a word, and only what it changes is read.
constexpr bool is_chore(TaskKind task) { return task == TaskKind::lint || task == TaskKind::layout; }

// What finds a fault of style that no default lint names.
enum class Detector { panics, boxed_errors, manual_passes, unsafe_code, static_bounds, string_errors };
constexpr auto enum_names(Detector) {
  return base::names("panics", "boxed_errors", "manual_passes", "unsafe", "static_bounds", "string_errors");
}

// How the start side is unlike the done side, and what proves it.
struct Trap {
  std::string name;
  TaskKind task{};
  std::string command;               // what shows the fault, as an agent types it; empty = nothing does
  std::vector<std::string> codes;    // the first error has one of these codes; empty = it has none
  std::string message;               // the output holds it; a template
  std::string lint;                  // "clippy::needless_lifetimes", "dead_code": the output names it
  std::optional<Detector> detector;  // it finds something on the start side
  std::string layout;       // of a layout task: rustfmt's options for the start side, as for its --config
  std::string file, place;  // where the first error lies, and in which item; templates, empty = not checked
  std::vector<std::string> requests;  // what the user asks, one of these; templates
  std::string remark;  // what the agent says before its first edit; a template; none for a chore
  std::string answer;  // why the change is right; a template
};

struct Skeleton {
  Gap gap{};
  std::string name;
  std::string digest;         // SHA-256 of all its files
  bool uses_crates = false;   // needs crates that are not std
  bool keeps_static = false;  // a 'static bound in it is needed
  std::vector<Axis> axes;     // the last one is `trap`
  std::vector<Exclusion> exclusions;
  std::map<std::string, std::string, std::less<>> names;  // derived slots; templates over the vocabulary
  bool all_features = false;  // its subject are features: the done side is checked with all of them, too
  std::vector<std::string> required;  // tests beside those that the syntax shows, such as doctests
  std::vector<Trap> traps;
  Files files;  // templates by path (a template, too)
  Files partials;

  std::string id() const { return std::string(base::name_of(gap)) + "/" + name; }
  const Trap* trap(std::string_view wanted) const;
};

struct Vocabulary {
  Slots words;
};

// From the files of one skeleton's folder. The error names what is wrong with it.
base::Result<Skeleton> read_skeleton(Gap gap, std::string_view name, const Files& files);
base::Result<std::vector<Vocabulary>> read_vocabulary(std::string_view text);  // of a TOML file

// What this library brings along: by gap in the order above, then by name.
const std::vector<Skeleton>& skeletons();
const std::vector<Vocabulary>& vocabularies();
std::string_view phrases_text();  // phrases.toml

}  // namespace synthetic_generator
