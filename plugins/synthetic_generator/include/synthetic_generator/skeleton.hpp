// A skeleton: a hand-written crate or workspace with holes, and the mutations ("traps") that spoil it.
//
//   skeletons/<gap>/<name>/skeleton.toml   axes, names, traps with their texts (format: skeletons/README.md)
//   skeletons/<gap>/<name>/...             template files; `_x` is a partial, never a file of the crate
//
// Every file is expanded twice, with `side` = start and `side` = done; what comes out empty is not there on
// that side.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <synthetic_generator/design.hpp>
#include <synthetic_generator/expander.hpp>

namespace synthetic_generator {

// How the start side is unlike the done side, and what proves it.
struct Trap {
  std::string name;
  std::string task;                // compile_error | failing_test | idiomatic | feature | design | manifest
  std::string command;             // what shows the fault, as an agent types it; empty = nothing does
  std::vector<std::string> codes;  // the first error has one of these codes; empty = it has none
  std::string message;             // the output holds it; a template
  std::string lint;                // "clippy::needless_lifetimes", "dead_code": the output names it
  std::string detector;            // panics | boxed_errors | manual_passes | static_bounds | string_errors
  std::string file, place;  // where the first error lies, and in which item; templates, empty = not checked
  std::vector<std::string> requests;  // what the user asks, one of these; templates
  std::string remark;                 // what the agent says before its first edit; a template
  std::string answer;                 // why the change is right; a template
};

struct Skeleton {
  std::string gap, name;
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

  std::string id() const { return gap + "/" + name; }
  const Trap* trap(std::string_view name) const;
};

struct Vocabulary {
  Slots words;
};

inline constexpr std::string_view all_gaps[] = {"lifetimes",          "trait_objects",       "pinned_futures",
                                                "cross_crate_errors", "workspace_manifests", "macros"};

// From the files of one skeleton's folder. The error names what is wrong with it.
base::Result<Skeleton> read_skeleton(std::string_view gap, std::string_view name, const Files& files);
base::Result<std::vector<Vocabulary>> read_vocabulary(std::string_view toml);

// What this library brings along: by gap in the order above, then by name.
const std::vector<Skeleton>& skeletons();
const std::vector<Vocabulary>& vocabularies();
std::string_view phrases_text();  // phrases.toml

}  // namespace synthetic_generator
