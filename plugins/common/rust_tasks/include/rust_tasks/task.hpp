// One Rust task for an agent: what it is given, what it is asked, and how its work is judged.
//
// All texts are UTF-8; paths are relative to the crate, with '/', sorted, each once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>

namespace rust_tasks {

// What of Rust a task is about. `repair`: any of it, in a crate that does not build. `workflow`: nothing of Rust, but that
// tools are run and heeded. `edit`: a change of one line, said plainly.
enum class Gap {
  lifetimes,
  trait_objects,
  pinned_futures,
  cross_crate_errors,
  workspace_manifests,
  macros,
  repair,
  workflow,
  edit
};
constexpr auto enum_names(Gap) {
  return base::names("lifetimes", "trait_objects", "pinned_futures", "cross_crate_errors",
                     "workspace_manifests", "macros", "repair", "workflow", "edit");
}

struct File {
  std::string path;
  std::string text;

  bool operator==(const File&) const = default;
};

// Names as in Cargo.toml.
struct CrateRules {
  std::vector<std::string> allowed;   // others count as not to be had; empty = std only
  std::vector<std::string> expected;  // a good solution declares them
  std::vector<std::string> avoided;   // a good solution does not
};

struct Task {
  std::string id;  // unique in a task set: the name of its folder
  std::string title;
  Gap gap = Gap::repair;
  std::string prompt;       // the user's request
  std::vector<File> start;  // the crate that the agent is given
  // Files, or folders with '/' at the end, that a solution may change or add.
  std::vector<std::string> editable;
  std::vector<File> hidden;  // written over the solution before its tests run; the agent never sees them
  std::vector<std::string> expected_tests;  // as libtest names them; each must pass
  std::vector<File> reference;  // whole texts of the files that the reference solution changes or adds
  CrateRules crates;
  bool allows_unsafe = false;  // `unsafe` with a SAFETY comment is no fault here
  std::string toolchain;       // versions of the tools that judge it, so that what depends on them knows
  std::optional<std::int64_t> sample;  // where it is to be solved several times: for which of these, from 1
};

}  // namespace rust_tasks
